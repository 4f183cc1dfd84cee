//! How tantivy reads the texts that this module prepared.
//!
//! A tokenizer here does no analysis of its own: words come already cut, separated by [`SEPARATOR`],
//! so that the indexer can count tokens before it hands them over and jieba is never cloned.

use tantivy::Index;
use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer};

/// Between two tokens of a text that is read by [`TOKENS`]: a character that folding drops, so that no token of any
/// text can hold it.
pub const SEPARATOR: char = '\n';
/// Name of the tokenizer of texts that are cut already.
pub const TOKENS: &str = "tokens";
/// Name of the tokenizer of bigrams and the last character, one position a character.
pub const GRAMS: &str = "grams";
/// Name of the tokenizer of single characters.
pub const CHARS: &str = "chars";

/// Makes the tokenizers known to an index.
pub fn register(index: &Index) {
    let tokenizers = index.tokenizers();
    tokenizers.register(TOKENS, TextAnalyzer::from(Slices(next_token)));
    tokenizers.register(GRAMS, TextAnalyzer::from(Slices(next_gram)));
    tokenizers.register(CHARS, TextAnalyzer::from(Slices(next_char)));
}

/// Gives, for a place in a text, the end of the token that begins there and the begin of the next one.
type Next = fn(&str) -> (usize, usize);

fn next_token(rest: &str) -> (usize, usize) {
    match memchr::memchr(SEPARATOR as u8, rest.as_bytes()) {
        Some(end) => (end, end + 1),
        None => (rest.len(), rest.len()),
    }
}

fn next_char(rest: &str) -> (usize, usize) {
    let first = char_len(rest);
    (first, first)
}

fn next_gram(rest: &str) -> (usize, usize) {
    let first = char_len(rest);
    (first + char_len(&rest[first..]), first)
}

/// Bytes of the first character; 0 for an empty text.
fn char_len(text: &str) -> usize {
    text.chars().next().map_or(0, char::len_utf8)
}

/// A tokenizer whose tokens are slices of the text; the position of a token is its number.
#[derive(Clone)]
struct Slices(Next);

struct SliceStream<'a> {
    text: &'a str,
    at: usize,
    next: Next,
    token: Token,
}

impl Tokenizer for Slices {
    type TokenStream<'a> = SliceStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> SliceStream<'a> {
        SliceStream { text, at: 0, next: self.0, token: Token::default() }
    }
}

impl TokenStream for SliceStream<'_> {
    fn advance(&mut self) -> bool {
        let rest = &self.text[self.at..];
        if rest.is_empty() {
            return false;
        }
        let (end, next) = (self.next)(rest);
        self.token.text.clear();
        self.token.text.push_str(&rest[..end]);
        self.token.offset_from = self.at;
        self.token.offset_to = self.at + end;
        self.token.position = self.token.position.wrapping_add(1);
        self.at += next;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tokens(next: Next, text: &str) -> Vec<(String, usize)> {
        let mut tokenizer = Slices(next);
        let mut stream = tokenizer.token_stream(text);
        let mut out = Vec::new();
        stream.process(&mut |token| out.push((token.text.clone(), token.position)));
        out
    }

    #[test]
    fn a_gram_for_every_character() {
        let expected = [("改革", 0), ("革a", 1), ("a", 2)].map(|(text, at)| (text.to_owned(), at));
        assert_eq!(tokens(next_gram, "改革a"), expected);
    }

    #[test]
    fn characters_and_cut_tokens() {
        assert_eq!(tokens(next_char, "改a").len(), 2);
        let expected = [("养老", 0), ("服\u{1}", 1)].map(|(text, at)| (text.to_owned(), at));
        assert_eq!(tokens(next_token, "养老\n服\u{1}"), expected);
        assert!(tokens(next_token, "").is_empty());
        assert_eq!(crate::text::fold::fold_char(SEPARATOR), None);
    }
}
