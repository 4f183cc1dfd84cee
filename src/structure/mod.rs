//! Blocks → outline: what each block is in its document, and under which headings it stands.
//!
//! Numbering is parsed, never guessed from indentation. A mark at the beginning of a block
//! ([`crate::text::marker`]) is believed by these rules:
//!
//! 1. Numbers go on (1, 2, 3…), or begin anew with 1. *三、四线城市各设一处。 among headings 二、 and 三、
//!    is a paragraph of 二.* Where the first of a list are lost, （三） is believed if （四） follows, or in
//!    an article.
//! 2. 条 run through the whole document. *第一条, 第二条 under 第一章, then 第三条 under 第二章.* A line
//!    that goes on as a reference does is none: *第五条规定的, 第三条第二款, 第三条、第四条.* A number that
//!    jumps ahead is believed unless the old ones resume after it. 第三条之一 follows 第三条.
//! 3. In an article each paragraph without a number is a 款, counted only where there are several;
//!    （一）, 1. below it are items and subitems. *第三条第一款第（二）项第1目.* Elsewhere such a paragraph
//!    goes on in the item before it, unless that ended a list (一；二；三。).
//! 4. What a quotation holds numbers nothing: lines that begin with a quotation mark, or stand
//!    between the marks of one that runs over several lines. *将第三条修改为：“第三条 … 第四条 …”*
//! 5. A table of contents (目录, then lines that are divisions, until the first of them comes again)
//!    numbers nothing.
//! 6. 附件1 begins all numbering anew; a line that only lists attachments does not (附件：1.名单 before
//!    the sign-off).
//! 7. A heading without a number encloses a numbering that begins after it, else it stands inside the
//!    numbered heading before it, and ends the heading without a number before it. Markdown's levels
//!    go before all this.
//! 8. Several titles make a page of articles, each from its title to the next one, or to the note
//!    that says who wrote it (（作者：…）). What comes before the first title, or after such a note,
//!    belongs to the page and not to a guess. In a document with number, addressee or sign-off,
//!    and after 附件, a further title heads an attachment instead.
//! 9. The paragraph before a list, where it ends with a colon, introduces it (`lead_in`), if the items
//!    are too short to be read without it.

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
