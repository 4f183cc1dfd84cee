//! Reading stored passages and their neighbours.

use std::cell::RefCell;
use std::cmp::Ordering;
use std::collections::HashMap;

use tantivy::columnar::{Column, StrColumn};
use tantivy::directory::OwnedBytes;
use tantivy::schema::document::{
    DeserializeError, DocumentDeserialize, DocumentDeserializer, ValueDeserialize, ValueDeserializer,
};
use tantivy::store::StoreReader;
use tantivy::{DocAddress, DocId, DocSet, TERMINATED};

use crate::error::Result;
use crate::index::{Beginning, OpenIndex, StoredPassage, document_term};
use crate::passage::PassageKind;

#[cfg(test)]
impl DocumentKey {
    pub(super) fn new(segment: u32, ord: u64) -> Self {
        Self { segment, ord }
    }
}

/// Access to the passages of an open index by their place in it.
pub(super) struct Passages<'a> {
    index: &'a OpenIndex,
    columns: &'a Columns,
    /// Document ids that were asked for.
    names: RefCell<HashMap<DocumentKey, String>>,
}

/// The one stored value of a passage, without tantivy's document around it.
pub(super) struct Stored(OwnedBytes);

impl Stored {
    /// The value in the bytes of a document as tantivy 0.27 writes them: one field, its number, the code of bytes, their
    /// length, they themselves. `None` for anything else.
    fn within(document: &OwnedBytes) -> Option<Self> {
        const BYTES: u8 = 4;
        let rest = document.as_slice().strip_prefix(&[0x81])?;
        let (&code, mut rest) = rest.get(4..)?.split_first()?;
        let (mut len, mut shift) = (0_usize, 0);
        // A number of seven bits a byte; the last byte has the eighth.
        while let Some((&byte, left)) = rest.split_first() {
            len |= usize::from(byte & 0x7f) << shift;
            (rest, shift) = (left, shift + 7);
            if byte & 0x80 != 0 || shift > 28 {
                break;
            }
        }
        let begin = document.len() - rest.len();
        (code == BYTES && len == rest.len()).then(|| Self(document.slice(begin..document.len())))
    }

    /// What the rerank looks at.
    pub(super) fn beginning(&self) -> Result<Beginning<'_>> {
        Beginning::decode(&self.0)
    }

    /// All of it.
    pub(super) fn passage(&self) -> Result<StoredPassage> {
        StoredPassage::decode(&self.0)
    }
}

impl DocumentDeserialize for Stored {
    fn deserialize<'de, D: DocumentDeserializer<'de>>(mut document: D) -> std::result::Result<Self, DeserializeError> {
        Ok(document.next_field()?.map_or(Self(OwnedBytes::empty()), |(_, stored)| stored))
    }
}

impl ValueDeserialize for Stored {
    fn deserialize<'de, D: ValueDeserializer<'de>>(value: D) -> std::result::Result<Self, DeserializeError> {
        value.deserialize_bytes().map(|bytes| Self(OwnedBytes::new(bytes)))
    }
}

/// The columns of each segment that order and group passages.
pub(super) struct Columns {
    /// Document ids.
    keys: Vec<Option<StrColumn>>,
    /// Passage numbers.
    numbers: Vec<Column<u64>>,
    /// Kinds of passages.
    kinds: Vec<Column<u64>>,
    /// The stored passages.
    stores: Vec<StoreReader>,
}

/// Blocks of stored texts (8 KiB) that are kept of each segment: the rerank reads fifty texts, and queries on one matter
/// read the same ones.
const BLOCKS: usize = 400;

impl Columns {
    /// Cost: some microseconds a segment; the values are mapped, not read.
    pub(super) fn open(index: &OpenIndex) -> Result<Self> {
        let segments = || index.searcher.segment_readers().iter().map(tantivy::SegmentReader::fast_fields);
        let keys = segments().map(|columns| columns.str("key")).collect::<tantivy::Result<_>>()?;
        let numbers = segments().map(|columns| columns.u64("number")).collect::<tantivy::Result<_>>()?;
        let kinds = segments().map(|columns| columns.u64("kind")).collect::<tantivy::Result<_>>()?;
        let stores = index.searcher.segment_readers().iter().map(|segment| segment.get_store_reader(BLOCKS));
        Ok(Self { keys, numbers, kinds, stores: stores.collect::<std::io::Result<_>>()? })
    }
}

/// A document by its segment (all its passages are in one) and its number in the segment's dictionary of ids, which is
/// sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct DocumentKey {
    segment: u32,
    ord: u64,
}

impl<'a> Passages<'a> {
    pub(super) fn new(index: &'a OpenIndex, columns: &'a Columns) -> Self {
        Self { index, columns, names: RefCell::default() }
    }

    /// Whether a passage is of a kind that ranked results show: no furniture, no byline.
    pub(super) fn is_ranked(&self, segment: u32, doc: DocId) -> bool {
        let kind = self.columns.kinds.get(segment as usize).and_then(|kinds| kinds.first(doc));
        kind.is_some_and(|kind| kind != PassageKind::Furniture as u64 && kind != PassageKind::Byline as u64)
    }

    /// The document that a passage is of. Cost: a look at a column.
    pub(super) fn document_of(&self, segment: u32, doc: DocId) -> DocumentKey {
        let keys = self.columns.keys.get(segment as usize).and_then(Option::as_ref);
        DocumentKey { segment, ord: keys.and_then(|keys| keys.term_ords(doc).next()).unwrap_or(u64::MAX) }
    }

    /// Id of a document. Cost: a look into the segment's dictionary of ids, the first time.
    pub(super) fn id_of(&self, document: DocumentKey) -> Result<String> {
        if let Some(name) = self.names.borrow().get(&document) {
            return Ok(name.clone());
        }
        let mut name = String::new();
        if let Some(keys) = self.columns.keys.get(document.segment as usize).and_then(Option::as_ref) {
            keys.ord_to_str(document.ord, &mut name)?;
        }
        self.names.borrow_mut().insert(document, name.clone());
        Ok(name)
    }

    /// The order of two documents by their ids, as bytes. Within a segment their numbers say it.
    pub(super) fn compare(&self, one: DocumentKey, other: DocumentKey) -> Ordering {
        if one.segment == other.segment {
            return one.ord.cmp(&other.ord);
        }
        let id = |document| self.id_of(document).unwrap_or_default();
        id(one).cmp(&id(other))
    }

    /// Number of a passage in its document, from 1. Cost: a look at a column.
    pub(super) fn number(&self, segment: u32, doc: DocId) -> u64 {
        self.columns.numbers.get(segment as usize).and_then(|numbers| numbers.first(doc)).unwrap_or(0)
    }

    /// A passage as it is stored.
    pub(super) fn read(&self, segment: u32, doc: DocId) -> Result<StoredPassage> {
        self.stored(segment, doc)?.passage()
    }

    /// The same, not yet decoded.
    pub(super) fn stored(&self, segment: u32, doc: DocId) -> Result<Stored> {
        if let Some(store) = self.columns.stores.get(segment as usize)
            && let Some(stored) = Stored::within(&store.get_document_bytes(doc)?)
        {
            return Ok(stored);
        }
        Ok(self.index.searcher.doc(DocAddress::new(segment, doc))?)
    }

    /// The first passage of the document that a passage is of, which keeps the record's other fields.
    pub(super) fn first_of(&self, segment: u32, doc: DocId, number: u32) -> Option<StoredPassage> {
        let first = doc.checked_sub(number.checked_sub(1)?)?;
        self.same_document(segment, doc, first).then(|| self.read(segment, first).ok()).flatten()
    }

    /// Whether two places of a segment are passages of one document. The passages of a document are
    /// neighbours there: they were added together, and merging keeps their order.
    pub(super) fn same_document(&self, segment: u32, one: DocId, other: DocId) -> bool {
        let limit = self.index.searcher.segment_reader(segment).max_doc();
        one < limit && other < limit && self.document_of(segment, one) == self.document_of(segment, other)
    }

    /// Place of the first passage of a document; `None` where the index has no such document, or it has no passages.
    pub(super) fn place_of(&self, id: &str) -> Result<Option<(u32, DocId)>> {
        let term = document_term(&self.index.fields, id);
        for (number, segment) in self.index.searcher.segment_readers().iter().enumerate() {
            let postings = segment
                .inverted_index(self.index.fields.key)?
                .read_postings(&term, tantivy::schema::IndexRecordOption::Basic)?;
            let Some(mut postings) = postings else { continue };
            let mut doc = postings.doc();
            while doc != TERMINATED && segment.is_deleted(doc) {
                doc = postings.advance();
            }
            if doc != TERMINATED {
                return Ok(Some((number as u32, doc)));
            }
        }
        Ok(None)
    }

    /// All passages of a document, in order.
    pub(super) fn of_document(&self, id: &str) -> Result<Vec<StoredPassage>> {
        let Some((segment, first)) = self.place_of(id)? else { return Ok(Vec::new()) };
        let mut out = vec![self.read(segment, first)?];
        let mut doc = first + 1;
        while self.same_document(segment, first, doc) {
            out.push(self.read(segment, doc)?);
            doc += 1;
        }
        Ok(out)
    }

    /// Gives every passage to `visit`, document after document in the order of their ids, so that neither the division
    /// into segments nor the history of the index shows; with the number of the document, from 1. Cost: reading all
    /// stored passages; memory: the ids of all documents.
    pub(super) fn each(&self, mut visit: impl FnMut(u32, &StoredPassage) -> Result<()>) -> Result<()> {
        let mut documents = Vec::new();
        for (number, segment) in self.index.searcher.segment_readers().iter().enumerate() {
            let (number, mut last) = (number as u32, None);
            for doc in (0..segment.max_doc()).filter(|&doc| !segment.is_deleted(doc)) {
                let document = self.document_of(number, doc);
                if last != Some(document) {
                    last = Some(document);
                    let mut id = String::new();
                    if let Some(keys) = self.columns.keys.get(number as usize).and_then(Option::as_ref) {
                        keys.ord_to_str(document.ord, &mut id)?;
                    }
                    documents.push((id, number, doc));
                }
            }
        }
        documents.sort();
        for (at, (_, segment, first)) in documents.into_iter().enumerate() {
            let limit = self.index.searcher.segment_reader(segment).max_doc();
            for doc in (first..limit).take_while(|&doc| self.same_document(segment, first, doc)) {
                visit(at as u32 + 1, &self.read(segment, doc)?)?;
            }
        }
        Ok(())
    }
}
