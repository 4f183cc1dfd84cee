//! Bytes of a rich text file → tokens.

/// What the file is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// `{`
    Open,
    /// `}`
    Close,
    /// A control word and its number, without the backslash: `\u8220`.
    Word(&'a str, Option<i32>),
    /// A control symbol: `\~`, `\*`.
    Symbol(u8),
    /// A byte of text, plain or as `\'b7`.
    Byte(u8),
}

/// Cuts a file into tokens; every byte is looked at once.
pub(super) struct Tokens<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    fn peek(&self) -> Option<u8> {
        self.bytes.get(self.at).copied()
    }

    /// What stands behind a backslash.
    fn control(&mut self) -> Option<Token<'a>> {
        let first = self.peek()?;
        if first.is_ascii_alphabetic() {
            return Some(self.word());
        }
        self.at += 1;
        if first != b'\'' {
            return Some(Token::Symbol(first));
        }
        let digits = self.bytes.get(self.at..self.at + 2).and_then(|pair| std::str::from_utf8(pair).ok());
        match digits.and_then(|pair| u8::from_str_radix(pair, 16).ok()) {
            Some(byte) => {
                self.at += 2;
                Some(Token::Byte(byte))
            }
            None => Some(Token::Symbol(b'\'')),
        }
    }

    /// A control word: letters, a number, and one space that belongs to it. Skips the bytes behind `\bin`.
    fn word(&mut self) -> Token<'a> {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_alphabetic()) {
            self.at += 1;
        }
        let name = self.slice(start);
        let number = self.at;
        if self.peek() == Some(b'-') {
            self.at += 1;
        }
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        let digits = self.slice(number);
        if digits == "-" {
            self.at = number;
        }
        let value = digits.parse().ok();
        if self.peek() == Some(b' ') {
            self.at += 1;
        }
        if name == "bin" {
            let length = value.and_then(|length: i32| usize::try_from(length).ok()).unwrap_or(0);
            self.at = self.at.saturating_add(length).min(self.bytes.len());
        }
        Token::Word(name, value)
    }

    fn slice(&self, start: usize) -> &'a str {
        let bytes = self.bytes.get(start..self.at).unwrap_or_default();
        std::str::from_utf8(bytes).unwrap_or_default()
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let byte = self.peek()?;
            self.at += 1;
            return match byte {
                b'{' => Some(Token::Open),
                b'}' => Some(Token::Close),
                b'\\' => self.control(),
                b'\r' | b'\n' | 0 => continue,
                _ => Some(Token::Byte(byte)),
            };
        }
    }
}
