//! The known words, as the miner asks for them.

/// A dictionary that cuts texts. The miner names no other program of words than this.
pub trait Lexicon {
    /// Cuts a run of term characters into words of the lexicon, single characters, and runs of Latin letters or digits.
    /// The words together are the run.
    fn cut(&self, run: &str, emit: &mut dyn FnMut(&str));

    /// Whether it holds this word.
    fn knows(&self, word: &str) -> bool;

    /// The word's part of speech in the tags of the Peking University corpus (`n`, `v`, `vn` …), which jieba uses;
    /// `x` where it has none.
    fn tag<'a>(&'a self, word: &'a str) -> &'a str;

    /// How often the word stands in the texts that the lexicon was counted on; for a string that it lacks, the least
    /// frequency with which it would be cut as one word.
    fn frequency(&self, word: &str) -> u64;

    /// The sum of the frequencies of all its words.
    fn total(&self) -> u64;
}
