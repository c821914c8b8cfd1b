//! The books a deed is for.

use crate::found::{Conditions, IdSet};
use crate::{AccountId, BookId, BookQuery, StorageFault};
use rusqlite::Connection;
use std::collections::HashSet;

/// Books named one by one, or all that match a query but for exceptions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Selection {
    /// These. Books that are not there (any more) are passed over.
    Ids(Vec<BookId>),
    /// All that match when the deed is done.
    Matching {
        /// Which books.
        query: BookQuery,
        /// But not these.
        except: Vec<BookId>,
    },
}

impl Selection {
    /// The books it names now, each once.
    pub(crate) fn resolve(
        &self,
        connection: &Connection,
        account: AccountId,
    ) -> Result<Vec<BookId>, StorageFault> {
        match self {
            Self::Ids(ids) => {
                let mut known = connection
                    .prepare_cached("SELECT 1 FROM book WHERE id = ?1 AND account = ?2 AND gone = 0")?;
                let mut seen = HashSet::new();
                let mut books = Vec::with_capacity(ids.len());
                for &id in ids {
                    if seen.insert(id) && known.exists((id, account))? {
                        books.push(id);
                    }
                }
                Ok(books)
            }
            Self::Matching { query, except } => {
                let except: HashSet<BookId> = except.iter().copied().collect();
                let mut conditions = Conditions::default();
                let mut matching = IdSet::clone(&*conditions.matching(connection, account, &query.filter)?);
                matching.keep_only(&*conditions.everything(connection, account)?);
                let books = matching.iter().map(BookId::new).filter(|book| !except.contains(book)).collect();
                Ok(books)
            }
        }
    }
}
