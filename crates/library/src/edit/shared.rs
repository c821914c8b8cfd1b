use crate::columns::status_of;
use crate::rows::local_from;
use crate::{AccountId, Library, Selection, StorageFault, columns};
use bookhive::Status;
use std::collections::BTreeMap;

/// What chosen books have in common.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SharedValues {
    /// Chosen books.
    pub books: u32,
    /// Status, in the order in which the app lists them.
    pub status: Spread<Status>,
    /// Half stars.
    pub stars: Spread<u8>,
    /// First days, `YYYY-MM-DD`.
    pub started: Spread<String>,
    /// Last days.
    pub finished: Spread<String>,
    /// Whether a copy is owned.
    pub owned: Spread<bool>,
    /// Format, as the export or the reader wrote it.
    pub format: Spread<String>,
    /// Books with a review.
    pub reviews: u32,
    /// Tags with the number of books that have them, the commonest first.
    pub tags: Vec<(String, u32)>,
}

/// The values of a field in some books.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spread<T> {
    /// Books without a value.
    pub empty: u32,
    /// Least and greatest value; the same for all that have one when they are equal.
    pub range: Option<(T, T)>,
}

impl<T> Default for Spread<T> {
    fn default() -> Self {
        Self { empty: 0, range: None }
    }
}

impl<T: Ord + Clone> Spread<T> {
    fn add(&mut self, value: Option<T>) {
        match (value, &mut self.range) {
            (None, _) => self.empty += 1,
            (Some(value), None) => self.range = Some((value.clone(), value)),
            (Some(value), Some((least, _))) if value < *least => *least = value,
            (Some(value), Some((_, most))) if value > *most => *most = value,
            (Some(_), Some(_)) => {}
        }
    }
}

impl Library {
    /// What the chosen books have in common, and where they differ.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn shared_values(
        &self,
        account: AccountId,
        selection: &Selection,
    ) -> Result<SharedValues, StorageFault> {
        self.read(|connection| {
            let mut statement = connection.prepare_cached(
                "SELECT book.status, book.stars, book.started, book.finished, book.owned, book.has_review, half.local
                 FROM book JOIN book_record AS half ON half.book = book.id WHERE book.id = ?1",
            )?;
            let mut shared = SharedValues::default();
            let mut tags: BTreeMap<String, u32> = BTreeMap::new();
            for book in selection.resolve(connection, account)? {
                let mut rows = statement.query([book])?;
                let Some(row) = rows.next()? else { continue };
                let local = local_from(&row.get::<_, String>(6)?)?;
                shared.books += 1;
                shared.status.add(row.get::<_, Option<i64>>(0)?.and_then(status_of));
                shared.stars.add(row.get(1)?);
                shared.started.add(row.get(2)?);
                shared.finished.add(row.get(3)?);
                shared.owned.add(row.get(4)?);
                shared.reviews += u32::from(row.get::<_, bool>(5)?);
                shared.format.add(local.get("format").cloned());
                for tag in columns::tags(&local) {
                    *tags.entry(tag).or_default() += 1;
                }
            }
            shared.tags = tags.into_iter().collect();
            shared.tags.sort_by_key(|(_, books)| std::cmp::Reverse(*books));
            Ok(shared)
        })
    }
}
