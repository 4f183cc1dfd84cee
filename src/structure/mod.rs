//! Blocks → outline: what each block is in its document, and under which headings it stands.

mod address;
mod address_text;
mod articles;
mod build;
mod contents;
mod facts;
mod numbering;
mod outline;
mod page;
mod quotes;
mod roles;
#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;

pub use address::{Address, AddressRange, Step};
pub use build::outline;
pub use outline::{Entry, Outline, Role};
