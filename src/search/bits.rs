//! A set of the documents of one segment.

use tantivy::DocId;

/// A bit a document.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Bits(Vec<u64>);

impl Bits {
    /// The empty set over `0..len`.
    pub(super) fn empty(len: DocId) -> Self {
        Self(vec![0; (len as usize).div_ceil(64)])
    }

    /// The set of all of `0..len`.
    pub(super) fn full(len: DocId) -> Self {
        let mut bits = Self(vec![u64::MAX; (len as usize).div_ceil(64)]);
        if let Some(last) = bits.0.last_mut()
            && !len.is_multiple_of(64)
        {
            *last = (1 << (len % 64)) - 1;
        }
        bits
    }

    pub(super) fn of(len: DocId, docs: impl IntoIterator<Item = DocId>) -> Self {
        let mut bits = Self::empty(len);
        for doc in docs {
            bits.insert(doc);
        }
        bits
    }

    pub(super) fn insert(&mut self, doc: DocId) {
        if let Some(word) = self.0.get_mut(doc as usize / 64) {
            *word |= 1 << (doc % 64);
        }
    }

    pub(super) fn contains(&self, doc: DocId) -> bool {
        self.0.get(doc as usize / 64).is_some_and(|word| word >> (doc % 64) & 1 == 1)
    }

    pub(super) fn union(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(mine, other)| *mine |= other);
    }

    pub(super) fn intersect(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(mine, other)| *mine &= other);
    }

    pub(super) fn subtract(&mut self, other: &Self) {
        self.0.iter_mut().zip(&other.0).for_each(|(mine, other)| *mine &= !other);
    }

    /// Its documents, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = DocId> + '_ {
        self.0.iter().enumerate().flat_map(|(at, &word)| {
            let mut word = word;
            std::iter::from_fn(move || {
                let bit = (word != 0).then(|| word.trailing_zeros())?;
                word &= word - 1;
                Some(at as DocId * 64 + bit)
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets() {
        let mut bits = Bits::of(130, [0, 64, 129]);
        assert_eq!(bits.iter().collect::<Vec<_>>(), [0, 64, 129]);
        assert_eq!(Bits::full(130).iter().count(), 130);
        bits.subtract(&Bits::of(130, [64]));
        bits.union(&Bits::of(130, [5]));
        assert!(bits.contains(5) && !bits.contains(64) && !bits.contains(200));
        bits.intersect(&Bits::of(130, [5, 7]));
        assert_eq!(bits.iter().collect::<Vec<_>>(), [5]);
    }
}
