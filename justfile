# Recipes for working on cesou; `just` lists them. Each is the plain command, so that nothing needs just.

# List the recipes
default:
    @just --list

# Build and search the sample corpus
try query="十五分钟公共服务圈":
    cargo run --release -- search {{query}}

# All tests
test:
    cargo test

# Format, lints, docs, the library alone
lint:
    cargo fmt --check
    cargo clippy --all-targets -- -D warnings
    RUSTDOCFLAGS="-D warnings" cargo doc --no-deps
    cargo check --lib --no-default-features

# Everything that continuous integration runs
ci:
    .ci/run

# Benches of the parts
bench:
    cargo bench

# Figures of the whole on a corpus: no silent miss, cold start, indexing, size, latency
measure *args:
    cargo build --release
    scripts/measure {{args}}

# 200 kills at random moments of indexing
kill:
    cargo build --release
    scripts/kill --cesou target/release/cesou --rounds 200

# Licences and bans of the dependencies (needs cargo-deny)
deny:
    cargo deny check
