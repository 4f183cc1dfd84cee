//! Whose an id is: of several documents with one id, the first is indexed.
//!
//! First by the name of the root, then by the path below it (bytes), then by line. So the answer does
//! not depend on what was indexed when: [`Catalog`](super::catalog::Catalog) remembers the records that
//! were skipped, and when the one before them goes, the next takes its place.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use super::catalog::{Hash, half};

/// The place of a document in the order of all: root, file, position in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Order {
    pub(super) root: u32,
    pub(super) file: u32,
    pub(super) line: u64,
}

/// The first document of each id.
#[derive(Debug, Default)]
pub(super) struct Claims {
    first: HashMap<Hash, Order>,
}

/// Stands for an id in maps that hold every document.
pub(super) fn key(id: &str) -> Hash {
    half(blake3::hash(id.as_bytes()))
}

impl Claims {
    /// Enters a document; `true` where none before it has the id.
    pub(super) fn claim(&mut self, id: Hash, order: Order) -> bool {
        match self.first.entry(id) {
            Entry::Vacant(entry) => {
                entry.insert(order);
                true
            }
            Entry::Occupied(mut entry) if order < *entry.get() => {
                entry.insert(order);
                true
            }
            Entry::Occupied(entry) => *entry.get() == order,
        }
    }

    /// The first document of an id.
    pub(super) fn first(&self, id: Hash) -> Option<Order> {
        self.first.get(&id).copied()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn the_first_holds_it_whatever_the_order_of_claims(orders in prop::collection::vec((0..3u32, 0..3u32, 0..3u64), 1..8)) {
            let orders: Vec<Order> = orders.into_iter().map(|(root, file, line)| Order { root, file, line }).collect();
            let mut claims = Claims::default();
            for order in &orders {
                claims.claim(key("x"), *order);
            }
            let first = orders.iter().min().unwrap();
            for order in &orders {
                prop_assert_eq!(claims.claim(key("x"), *order), order == first);
            }
            prop_assert_eq!((claims.first(key("x")), claims.first(key("y"))), (Some(*first), None));
        }
    }
}
