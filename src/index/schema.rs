//! The fields of the index: a tantivy document is a passage.
//!
//! | field | over | tokens | indexed with |
//! |---|---|---|---|
//! | `words` | title, headings, text | [`crate::analysis::push_words`] | frequencies, lengths |
//! | `grams` | title, each heading, text, as values with a gap of one position between them | every bigram of the folded characters, and the last character of each value alone; one position a character | frequencies, positions, lengths |
//! | `chars` | text | every folded character, once a passage | – |
//! | `numbers` | title, headings, text | the forms of their numerals, [`crate::analysis::Numeral::forms`] | – |
//! | `seams` | – | the bigrams across the ends of this passage and of the headings above it, as the document reads | – |
//! | `key` | document id | raw; also fast, for order and grouping | – |
//! | `file` | file id (`ROOT/path/below`) | raw | – |
//! | `number`, `kind` | passage number, kind | | fast |
//! | `begin` | position at which the text begins in `grams` | | fast |
//! | `heads` | position at which the headings begin in `grams` | | fast |
//! | `stored` | [`StoredPassage`] | | stored |
//!
//! What a short form stands for that the document defined before is in `words` of the passages that use it.
//! Lead-in sentences in a heading path are passages of their own already and are in none of these.

use tantivy::schema::{
    FAST, Field, IndexRecordOption, STORED, Schema, SchemaBuilder, TantivyDocument, TextFieldIndexing, TextOptions,
};
use tantivy::{Index, Term};

use crate::analysis::{self, CHARS, Dictionary, GRAMS, SEPARATOR, TOKENS};
use crate::document::Document;
use crate::passage::Passage;
use crate::read::Source;
use crate::text::fold::fold;

pub use crate::analysis::fingerprint;

use super::seams::seams;
use super::stored::StoredPassage;

/// The fields, by name; the table of the module says what each holds.
#[derive(Debug, Clone, Copy)]
#[allow(missing_docs)]
pub struct Fields {
    pub words: Field,
    pub grams: Field,
    pub chars: Field,
    pub numbers: Field,
    pub seams: Field,
    pub key: Field,
    pub file: Field,
    pub number: Field,
    pub kind: Field,
    pub begin: Field,
    pub heads: Field,
    pub stored: Field,
}

impl Fields {
    /// The schema, and the fields in it.
    #[must_use]
    pub fn schema() -> (Schema, Self) {
        let mut schema = SchemaBuilder::default();
        let fields = Self {
            words: schema.add_text_field("words", text(TOKENS, IndexRecordOption::WithFreqs, true)),
            grams: schema.add_text_field("grams", text(GRAMS, IndexRecordOption::WithFreqsAndPositions, true)),
            chars: schema.add_text_field("chars", text(CHARS, IndexRecordOption::Basic, false)),
            numbers: schema.add_text_field("numbers", text(TOKENS, IndexRecordOption::Basic, false)),
            seams: schema.add_text_field("seams", text(TOKENS, IndexRecordOption::Basic, false)),
            key: schema.add_text_field("key", text("raw", IndexRecordOption::Basic, false).set_fast("raw")),
            file: schema.add_text_field("file", text("raw", IndexRecordOption::Basic, false)),
            number: schema.add_u64_field("number", FAST),
            kind: schema.add_u64_field("kind", FAST),
            begin: schema.add_u64_field("begin", FAST),
            heads: schema.add_u64_field("heads", FAST),
            stored: schema.add_bytes_field("stored", STORED),
        };
        (schema.build(), fields)
    }
}

fn text(tokenizer: &str, record: IndexRecordOption, lengths: bool) -> TextOptions {
    let indexing =
        TextFieldIndexing::default().set_tokenizer(tokenizer).set_index_option(record).set_fieldnorms(lengths);
    TextOptions::default().set_indexing_options(indexing)
}

/// Makes the tokenizers of the schema known to an index; to be called on every index that is created or opened.
pub fn register_tokenizers(index: &Index) {
    analysis::register(index);
}

/// Tokens by field: what BM25 needs of the index as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct TokenCounts {
    /// Tokens of `words`.
    pub words: u64,
    /// Tokens of `grams`: the folded characters of titles, headings and texts.
    pub grams: u64,
    /// Tokens of `chars`: the folded characters of the texts.
    pub chars: u64,
}

impl std::ops::AddAssign for TokenCounts {
    fn add_assign(&mut self, other: Self) {
        self.words += other.words;
        self.grams += other.grams;
        self.chars += other.chars;
    }
}

/// A document ready for tantivy.
#[derive(Debug, Default)]
pub struct Prepared {
    /// One a passage, in order; they must be added together, so that they are neighbours in a segment.
    pub documents: Vec<TantivyDocument>,
    /// Tokens of all of them.
    pub counts: TokenCounts,
    /// Bytes of the passages' texts.
    pub text_bytes: u64,
    /// Roughly the bytes of memory that `documents` take.
    pub memory: usize,
}

/// The term by which all passages of a document are found and deleted.
#[must_use]
pub fn document_term(fields: &Fields, id: &str) -> Term {
    Term::from_field_text(fields.key, id)
}

/// Turns a document into tantivy's, its words cut with this dictionary. Cost: cutting its words takes most of the time of indexing outside tantivy.
#[must_use]
pub fn prepare(document: &Document, source: &Source, fields: &Fields, dictionary: &Dictionary) -> Prepared {
    let mut prepared = Prepared::default();
    let title = document.title.as_deref().unwrap_or_default();
    let title_folded = fold(title);
    let seams = seams(document);
    for (at, passage) in document.passages.iter().enumerate() {
        let tokens = tokens(dictionary, title, passage);
        let mut out = TantivyDocument::new();
        let begin = add_grams(&mut out, &mut prepared.counts, fields, &title_folded, passage);
        out.add_text(fields.words, &tokens.text);
        if !tokens.numbers.is_empty() {
            out.add_text(fields.numbers, &tokens.numbers);
        }
        prepared.counts.words += tokens.count;
        if !seams[at].is_empty() {
            out.add_text(fields.seams, &seams[at]);
        }
        out.add_text(fields.key, &document.id);
        out.add_text(fields.file, &document.file);
        out.add_u64(fields.number, at as u64 + 1);
        out.add_u64(fields.kind, passage.kind as u64);
        out.add_u64(fields.begin, begin.text);
        out.add_u64(fields.heads, begin.heads);
        let stored = StoredPassage::new(document, at, source).encode();
        prepared.text_bytes += passage.text.text.len() as u64;
        prepared.memory += tokens.text.len() + 3 * passage.text.text.len() + stored.len() + 400;
        out.add_bytes(fields.stored, &stored);
        prepared.documents.push(out);
    }
    prepared
}

struct Tokens {
    text: String,
    count: u64,
    /// The tokens of `numbers`, separated.
    numbers: String,
}

/// The tokens of `words` and of `numbers`, separated.
fn tokens(dictionary: &Dictionary, title: &str, passage: &Passage) -> Tokens {
    let headings = passage.headings.iter().filter(|heading| !heading.lead_in);
    let whole: usize =
        title.len() + passage.text.text.len() + headings.clone().map(|h| h.text.len() + 1).sum::<usize>();
    let mut read = String::with_capacity(whole + 1);
    for part in std::iter::once(title).chain(headings.map(|h| h.text.as_str())).filter(|part| !part.is_empty()) {
        read.push_str(part);
        read.push('\n');
    }
    read.push_str(&passage.text.text);
    for abbreviation in &passage.abbreviations {
        read.push('\n');
        read.push_str(&abbreviation.long);
    }
    let mut tokens = Tokens { text: String::with_capacity(whole * 2), count: 0, numbers: String::new() };
    let read = analysis::word_text(&read);
    let numerals = analysis::numerals(&read);
    for form in numerals.iter().flat_map(analysis::Numeral::forms) {
        if !tokens.numbers.is_empty() {
            tokens.numbers.push(SEPARATOR);
        }
        tokens.numbers.push_str(&form);
    }
    analysis::push_words_and(dictionary, &read, &numerals, |word| {
        if tokens.count > 0 {
            tokens.text.push(SEPARATOR);
        }
        tokens.text.push_str(word);
        tokens.count += 1;
    });
    tokens
}

/// Where parts begin in `grams`, in positions.
struct Begin {
    heads: u64,
    text: u64,
}

/// Adds the values of `grams` and `chars`; tantivy leaves a gap of one position between two values.
fn add_grams(
    out: &mut TantivyDocument,
    counts: &mut TokenCounts,
    fields: &Fields,
    title: &str,
    passage: &Passage,
) -> Begin {
    let mut position = 0;
    let mut add = |value: &str| {
        if !value.is_empty() {
            let chars = value.chars().count() as u64;
            out.add_text(fields.grams, value);
            counts.grams += chars;
            position += chars + 1;
        }
        position
    };
    let heads = add(title);
    for heading in passage.headings.iter().filter(|heading| !heading.lead_in) {
        add(&fold(&heading.text));
    }
    let text = fold(&passage.text.text);
    let begin = add("");
    add(&text);
    counts.chars += text.chars().count() as u64;
    // How often a character stands in a text is read from the stored text where it matters; here that would cost a
    // tenth of the time of indexing.
    out.add_text(fields.chars, analysis::distinct_chars(&text));
    Begin { heads, text: begin }
}
