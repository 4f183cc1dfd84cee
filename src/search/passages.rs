//! Reading stored passages and their neighbours.

use std::cell::RefCell;
use std::collections::HashMap;

use tantivy::columnar::StrColumn;
use tantivy::schema::Value;
use tantivy::{DocAddress, DocId, DocSet, TERMINATED, TantivyDocument};

use crate::error::{Error, ErrorKind, Result};
use crate::index::{OpenIndex, StoredPassage, document_term};

/// Access to the passages of an open index by their place in it.
pub(super) struct Passages<'a> {
    index: &'a OpenIndex,
    /// The column of document ids, of each segment.
    keys: Vec<Option<StrColumn>>,
    /// Document ids by segment and ordinal.
    names: RefCell<HashMap<(u32, u64), String>>,
}

impl<'a> Passages<'a> {
    pub(super) fn new(index: &'a OpenIndex) -> Result<Self> {
        let keys = index.searcher.segment_readers().iter().map(|segment| segment.fast_fields().str("key"));
        Ok(Self { index, keys: keys.collect::<tantivy::Result<_>>()?, names: RefCell::default() })
    }

    /// Number, within its segment, of the document that a passage is of.
    pub(super) fn document_ord(&self, segment: u32, doc: DocId) -> Option<u64> {
        self.keys.get(segment as usize)?.as_ref()?.term_ords(doc).next()
    }

    /// Id of the document that a passage is of.
    pub(super) fn document(&self, segment: u32, doc: DocId) -> Result<String> {
        let missing = || Error::new(ErrorKind::IndexDamaged, "a passage without a document").remedy(super::VERIFY);
        let ord = self.document_ord(segment, doc).ok_or_else(missing)?;
        if let Some(name) = self.names.borrow().get(&(segment, ord)) {
            return Ok(name.clone());
        }
        let mut name = String::new();
        if let Some(keys) = self.keys.get(segment as usize).and_then(Option::as_ref) {
            keys.ord_to_str(ord, &mut name)?;
        }
        self.names.borrow_mut().insert((segment, ord), name.clone());
        Ok(name)
    }

    /// Number of a passage in its document, from 1.
    pub(super) fn number(&self, segment: u32, doc: DocId) -> Result<u64> {
        let column = self.index.searcher.segment_reader(segment).fast_fields().u64("number")?;
        Ok(column.first(doc).unwrap_or(0))
    }

    /// A passage as it is stored.
    pub(super) fn read(&self, segment: u32, doc: DocId) -> Result<StoredPassage> {
        let document: TantivyDocument = self.index.searcher.doc(DocAddress::new(segment, doc))?;
        let stored = document.get_first(self.index.fields.stored);
        StoredPassage::decode(stored.as_ref().and_then(Value::as_bytes).unwrap_or_default())
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
        one < limit && other < limit && self.document_ord(segment, one) == self.document_ord(segment, other)
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
}
