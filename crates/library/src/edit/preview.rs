use super::planned::Planned;
use super::{Edit, EditError, wrong};
use crate::account::publishes;
use crate::aside::asides_of;
use crate::book::one_summary;
use crate::{AccountId, BookId, BookSummary, Library, Patch, Selection, SetAsideReason, StorageFault, rows};
use bookhive::LexiconFault;
use rusqlite::Connection;
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;

/// Changed books that a preview shows one by one.
const SHOWN: usize = 200;
/// Books that will not be changed, shown one by one.
const SHOWN_LEFT: usize = 50;

/// What an edit would do, book by book; the four numbers add up to the chosen books.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct EditPreview {
    /// Books that would change.
    pub changed: u32,
    /// Chosen books that are so already.
    pub unchanged: u32,
    /// Books where a change made elsewhere waits for a decision about the same field. They would be left alone.
    pub conflicts: u32,
    /// Books whose record would break the lexicon. They would be left alone.
    pub refused: u32,
    /// Records that the server would be sent an update of; 0 without an account.
    pub updates: u32,
    /// Per field how many books change, in the record's order, then the fields of this computer.
    pub fields: Vec<FieldTally>,
    /// The first books that change, with what changes.
    pub examples: Vec<(BookSummary, Vec<Patch>, LocalPatches)>,
    /// The first books in conflict, with the fields.
    pub in_conflict: Vec<(BookSummary, Vec<String>)>,
    /// The first books that are refused.
    pub refusals: Vec<Refusal>,
    /// Names exactly this outcome, for [`Library::commit_edit`].
    pub digest: String,
}

/// Fields of this computer: key, before, after.
pub type LocalPatches = Vec<(String, Option<String>, Option<String>)>;

/// How many books change in a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldTally {
    /// The record's field, or `local.` and the key of one of this computer.
    pub field: String,
    /// Books that change in it.
    pub changed: u32,
}

/// A book that the edit may not have.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal {
    /// The book.
    pub book: BookSummary,
    /// Where the record would break the lexicon; `None`: another record is of the same book.
    pub fault: Option<LexiconFault>,
}

impl Library {
    /// What [`commit_edit`](Self::commit_edit) would do. Nothing is written.
    ///
    /// # Errors
    /// [`EditError::UnknownAccount`] when there is no such account.
    pub fn preview_edit(
        &self,
        account: AccountId,
        selection: &Selection,
        edit: &Edit,
        now: jiff::Timestamp,
    ) -> Result<EditPreview, EditError> {
        self.read(|connection| {
            let publishes = publishes(connection, account)?.ok_or(EditError::UnknownAccount)?;
            let quarrels = Quarrels::of(connection, account)?;
            let mut digest = Digest::default();
            let mut preview = EditPreview::default();
            let mut record_fields: BTreeMap<bookhive::Field, u32> = BTreeMap::new();
            let mut local_fields: BTreeMap<String, u32> = BTreeMap::new();
            for book in selection.resolve(connection, account)? {
                let Some(was) = rows::load(connection, book)? else { continue };
                let planned = edit.plan(&was.record, &was.local, now);
                let summary = || one_summary(connection, account, book);
                if planned.is_nothing() {
                    preview.unchanged += 1;
                } else if let Some(fields) = quarrels.over(book, &planned) {
                    preview.conflicts += 1;
                    if preview.in_conflict.len() < SHOWN_LEFT {
                        preview.in_conflict.extend(summary()?.map(|book| (book, fields)));
                    }
                } else if let Some(error) = wrong(connection, &was, &planned)? {
                    preview.refused += 1;
                    if preview.refusals.len() < SHOWN_LEFT {
                        let fault = if let EditError::Limit(fault) = error { Some(fault) } else { None };
                        preview.refusals.extend(summary()?.map(|book| Refusal { book, fault }));
                    }
                } else {
                    digest.add(book, &planned);
                    preview.changed += 1;
                    preview.updates += u32::from(publishes && !planned.patches.is_empty());
                    for patch in &planned.patches {
                        *record_fields.entry(patch.field).or_default() += 1;
                    }
                    for key in planned.local.keys() {
                        *local_fields.entry(key.clone()).or_default() += 1;
                    }
                    if preview.examples.len() < SHOWN {
                        let local: LocalPatches =
                            planned.local.into_iter().map(|(key, (was, is))| (key, was, is)).collect();
                        preview.examples.extend(summary()?.map(|book| (book, planned.patches, local)));
                    }
                }
            }
            let tally = |(field, changed)| FieldTally { field, changed };
            preview.fields = record_fields
                .into_iter()
                .map(|(field, changed)| (field.to_string(), changed))
                .chain(local_fields.into_iter().map(|(key, changed)| (format!("local.{key}"), changed)))
                .map(tally)
                .collect();
            preview.digest = digest.finish();
            Ok(preview)
        })
    }
}

/// Names a set of changes by the books, and by what their fields hold before.
#[derive(Default)]
pub(super) struct Digest(Sha256);

impl Digest {
    pub(super) fn add(&mut self, book: BookId, planned: &Planned) {
        let mut text = format!("{book}");
        for patch in &planned.patches {
            let before = patch.before.as_ref().map(ToString::to_string).unwrap_or_default();
            let _ = write!(text, "\n{}\t{before}", patch.field);
        }
        for (key, (before, _)) in &planned.local {
            let _ = write!(text, "\n{key}\t{}", before.as_deref().unwrap_or_default());
        }
        text.push('\0');
        self.0.update(text.as_bytes());
    }

    pub(super) fn finish(self) -> String {
        self.0.finalize().iter().fold(String::new(), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
    }
}

/// Books about which something is to be decided, because they changed elsewhere too.
pub(crate) struct Quarrels(HashMap<BookId, Vec<SetAsideReason>>);

impl Quarrels {
    pub(crate) fn of(connection: &Connection, account: AccountId) -> Result<Self, StorageFault> {
        let mut quarrels: HashMap<BookId, Vec<SetAsideReason>> = HashMap::new();
        for aside in asides_of(connection, account, None)? {
            quarrels.entry(aside.book).or_default().push(aside.reason);
        }
        Ok(Self(quarrels))
    }

    /// The fields that a planned change and an open decision are both about; `None` when there are none.
    pub(crate) fn over(&self, book: BookId, planned: &Planned) -> Option<Vec<String>> {
        let touched = || planned.patches.iter().map(|patch| patch.field.as_str());
        let mut fields: BTreeSet<String> = BTreeSet::new();
        for reason in self.0.get(&book)? {
            match reason {
                SetAsideReason::ChangedElsewhere { fields: open } => {
                    fields
                        .extend(touched().filter(|field| open.iter().any(|o| o == field)).map(str::to_owned));
                }
                SetAsideReason::DeletedElsewhere | SetAsideReason::EditedElsewhere => {
                    fields.extend(touched().map(str::to_owned));
                }
                // A refused record may be mended by the edit.
                SetAsideReason::Refused { .. } | SetAsideReason::SameBook => {}
            }
        }
        (!fields.is_empty()).then(|| fields.into_iter().collect())
    }
}
