use super::both;
use crate::outbox::{Entry, Op, entries};
use crate::rows;
use crate::{AccountId, BookId, Library, SetAsideReason, StorageFault};
use bookhive::{BookRecord, Field};
use serde_json::Value;

/// A book of which something was set aside.
#[derive(Debug, Clone, PartialEq)]
pub struct AttentionItem {
    /// The book's number.
    pub book: BookId,
    /// Its title as it stands.
    pub title: String,
    /// Its authors.
    pub authors: Vec<String>,
    /// Its hive id.
    pub hive_id: Option<String>,
    /// CID of the picture that its record names as its cover.
    pub cover: Option<String>,
    /// Why; of several reasons the first.
    pub reason: SetAsideReason,
    /// A whole record waits to be made or deleted, and is decided as one.
    pub whole: Option<WholeRecord>,
    /// Else the fields, each with both values.
    pub fields: Vec<ConflictField>,
    /// The record of the same book that the library has already.
    pub twin: Option<BookId>,
}

/// What is to be done with a record as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WholeRecord {
    /// It is to be made.
    Create,
    /// It is to be deleted.
    Delete,
}

/// A field that both sides changed, or that the server refused.
#[derive(Debug, Clone, PartialEq)]
pub struct ConflictField {
    /// Which.
    pub field: Field,
    /// What was set aside.
    pub mine: Option<Value>,
    /// What stands.
    pub theirs: Option<Value>,
    /// What both would come to, where a field can hold both.
    pub both: Option<Value>,
}

impl Library {
    /// The books of which something was set aside, the oldest first.
    ///
    /// # Errors
    /// When SQLite fails or a record in the database cannot be read.
    pub fn attention(&self, account: AccountId) -> Result<Vec<AttentionItem>, StorageFault> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT book FROM outbox WHERE account = ?1 AND aside IS NOT NULL GROUP BY book ORDER BY MIN(id)",
            )?;
            let books = statement.query_map([account], |row| row.get(0))?;
            let books: Vec<BookId> = books.collect::<Result<_, _>>()?;
            let mut items = Vec::with_capacity(books.len());
            for book in books {
                let Some(was) = rows::load(connection, book)? else { continue };
                let mut asides = entries(connection, book)?;
                asides.retain(|entry| entry.aside.is_some());
                let Some(reason) = asides.iter().find_map(|entry| entry.aside.clone()) else { continue };
                let whole = whole(&asides, was.base.is_none());
                let hive_id = was.record.hive_id().map(|id| id.as_str().to_owned());
                let twin = match &hive_id {
                    Some(id) if was.base.is_none() => rows::holder_of(connection, account, id, Some(book))?,
                    _ => None,
                };
                items.push(AttentionItem {
                    book,
                    title: was.record.title().to_owned(),
                    authors: was.record.authors().into_iter().map(str::to_owned).collect(),
                    hive_id,
                    cover: was.record.cover_link().map(|cid| cid.to_string()),
                    reason,
                    fields: if whole.is_none() { conflicts(&asides, &was.record) } else { Vec::new() },
                    whole,
                    twin,
                });
            }
            Ok(items)
        })
    }
}

fn whole(asides: &[Entry], unheard_of: bool) -> Option<WholeRecord> {
    if asides.iter().any(|entry| entry.op == Op::Delete) {
        return Some(WholeRecord::Delete);
    }
    let creates = unheard_of || asides.iter().any(|entry| matches!(entry.op, Op::Create(_)));
    creates.then_some(WholeRecord::Create)
}

/// Both values of every field, the newest of mine.
fn conflicts(asides: &[Entry], record: &BookRecord) -> Vec<ConflictField> {
    let mut fields: Vec<ConflictField> = Vec::new();
    let patches = asides.iter().flat_map(|entry| match &entry.op {
        Op::Update(patches) => patches.as_slice(),
        Op::Create(_) | Op::Delete => &[],
    });
    for patch in patches {
        let (mine, theirs) = (patch.after.clone(), record.get(patch.field).cloned());
        let both = both(patch.field, theirs.as_ref(), mine.as_ref());
        let conflict = ConflictField { field: patch.field, mine, theirs, both };
        match fields.iter_mut().find(|known| known.field == patch.field) {
            Some(known) => *known = conflict,
            None => fields.push(conflict),
        }
    }
    fields
}
