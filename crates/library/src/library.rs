//! The open database: who may write, who may read, and in what kind of transaction.

use crate::duplicates::Links;
use crate::found::Remembered;
use crate::store::{self, MIGRATIONS, OpenError};
use crate::{AccountId, StorageFault, rows, words};
use atproto::TidClock;
use rusqlite::{Connection, Transaction, TransactionBehavior};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// File name of the database in the data directory.
pub(crate) const FILE: &str = "library.sqlite";

/// The library of every account on this computer. Cheap to clone; clones share two connections: one that writes
/// and one that only reads, so that a search never waits for an import.
#[derive(Clone)]
pub struct Library(Arc<Inner>);

struct Inner {
    directory: PathBuf,
    // Closed before the writer: the last connection to close empties the log, and this one may not.
    reader: Mutex<Connection>,
    writer: Mutex<Connection>,
    keys: Mutex<TidClock>,
    /// What was found last, while nothing is written.
    remembered: Mutex<Remembered>,
    /// The books that may be one, as they were last found, of one account.
    links: Mutex<Option<(AccountId, Links)>>,
}

impl std::fmt::Debug for Library {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Library").finish_non_exhaustive()
    }
}

impl Library {
    /// Opens `directory/library.sqlite`, making it when it is missing and migrating it when it is old.
    ///
    /// The directory becomes mode 0700 and the files 0600 on systems with modes.
    ///
    /// # Errors
    /// [`OpenError::Newer`] for a file of a later version and [`OpenError::Damaged`] for one that fails its check;
    /// neither is touched.
    pub fn open(directory: &Path) -> Result<Self, OpenError> {
        let writer = open_writer(directory)?;
        let reader = store::open_reader(directory, FILE)?;
        // Another device may make keys at the same microsecond; SQLite's generator is seeded by the system.
        let number: u16 = reader.query_row("SELECT abs(random() % 1024)", [], |row| row.get(0))?;
        let clock = TidClock::new(number);
        Ok(Self(Arc::new(Inner {
            directory: directory.to_owned(),
            reader: Mutex::new(reader),
            writer: Mutex::new(writer),
            keys: Mutex::new(clock),
            remembered: Mutex::default(),
            links: Mutex::default(),
        })))
    }

    /// Reads the whole file and checks its structure. Slow on a big library: not for the first frame.
    ///
    /// # Errors
    /// [`OpenError::Damaged`] when the file is not sound.
    pub fn check_integrity(&self) -> Result<(), OpenError> {
        // On a connection of its own: the check of the full-text index does not notice that another connection
        // has written since this one last searched, and takes its own old memory for damage.
        let connection = store::open_reader(&self.0.directory, FILE)?;
        Ok(store::check_integrity(&connection)?)
    }

    /// Leaves a note to check the whole file when it is next opened, because something about it looked wrong.
    pub fn distrust(&self) {
        if let Err(error) = store::distrust(&self.0.directory, FILE) {
            tracing::warn!(%error, "no note could be left to check the library");
        }
    }

    /// Writes the log back into the database and empties it: deleted rows do not linger there, and the next start
    /// need not check the file. For programs that end without dropping their values, call it last. A reader at work
    /// may prevent it; nothing is lost then.
    pub fn empty_log(&self) {
        let connection = lock(&self.0.writer);
        let emptied = connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
        if let Err(error) = emptied {
            tracing::warn!(%error, "the write-ahead log could not be emptied");
        }
    }

    /// Bytes of the database's file.
    pub fn file_bytes(&self) -> u64 {
        self.0.directory.join(FILE).metadata().map_or(0, |file| file.len())
    }

    /// Where the database and what belongs to it are kept.
    pub fn directory(&self) -> &Path {
        &self.0.directory
    }

    pub(crate) fn links(&self) -> MutexGuard<'_, Option<(AccountId, Links)>> {
        lock(&self.0.links)
    }

    /// A connection for work that should keep neither readers nor writers waiting.
    pub(crate) fn another_connection(&self) -> Result<Connection, OpenError> {
        store::connect(&self.0.directory.join(FILE))
    }

    /// Runs `work` while nothing has the database open, then opens it again, for every clone of this value.
    pub(crate) fn while_closed<E: From<OpenError>>(
        &self,
        work: impl FnOnce(&Path) -> Result<(), E>,
    ) -> Result<(), E> {
        let (mut writer, mut reader) = (lock(&self.0.writer), lock(&self.0.reader));
        let nothing = || Connection::open_in_memory().map_err(OpenError::from);
        (*reader, *writer) = (nothing()?, nothing()?);
        let outcome = work(&self.0.directory);
        *writer = open_writer(&self.0.directory)?;
        *reader = store::open_reader(&self.0.directory, FILE)?;
        // Another file may be at the count of commits that this one had.
        *lock(&self.0.remembered) = Remembered::default();
        outcome
    }

    /// Runs `work` on one consistent state of the database.
    pub(crate) fn read<T, E: From<StorageFault>>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut connection = lock(&self.0.reader);
        let transaction = connection.transaction().map_err(StorageFault::from)?;
        work(&transaction)
    }

    /// Runs `work` on one consistent state of the database, with what was found in it before.
    pub(crate) fn read_remembering<T, E: From<StorageFault>>(
        &self,
        work: impl FnOnce(&Connection, &mut Remembered) -> Result<T, E>,
    ) -> Result<T, E> {
        self.read(|connection| {
            let mut remembered = lock(&self.0.remembered);
            remembered.forget_if_written(connection)?;
            work(connection, &mut remembered)
        })
    }

    /// Runs `work` in a transaction that is durable when this returns `Ok`, and never happened when it does not.
    pub(crate) fn write<T, E: From<StorageFault>>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut connection = lock(&self.0.writer);
        let transaction = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(StorageFault::from)?;
        let value = work(&transaction)?;
        words::settle(&transaction)?;
        transaction.commit().map_err(StorageFault::from)?;
        Ok(value)
    }

    /// Runs `work` as [`write`](Self::write) does, and takes everything back: to see what it would do.
    pub(crate) fn rehearse<T, E: From<StorageFault>>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut connection = lock(&self.0.writer);
        let transaction = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(StorageFault::from)?;
        let value = work(&transaction)?;
        transaction.rollback().map_err(StorageFault::from)?;
        Ok(value)
    }

    /// Sets something of the writing connection: how tests make a disk full, or a library read-only. Not there in a build
    /// without debug assertions.
    ///
    /// # Errors
    /// When SQLite refuses.
    #[cfg(debug_assertions)]
    #[doc(hidden)]
    pub fn pragma(&self, text: &str) -> Result<(), StorageFault> {
        let connection = lock(&self.0.writer);
        let mut statement = connection.prepare(text)?;
        let mut rows = statement.query([])?;
        while rows.next()?.is_some() {}
        Ok(())
    }

    /// A record key that no book of the account has.
    pub(crate) fn new_key(
        &self,
        transaction: &Transaction<'_>,
        account: AccountId,
        now: jiff::Timestamp,
    ) -> Result<String, StorageFault> {
        let mut taken = transaction.prepare_cached("SELECT 1 FROM book WHERE account = ?1 AND rkey = ?2")?;
        loop {
            let key =
                lock(&self.0.keys).next(u64::try_from(now.as_microsecond()).unwrap_or_default()).to_string();
            if !taken.exists((account, &key))? {
                return Ok(key);
            }
        }
    }
}

fn open_writer(directory: &Path) -> Result<Connection, OpenError> {
    let mut writer = store::open(directory, FILE, MIGRATIONS)?;
    words::count_removals(&writer)?;
    rows::derive_anew(&mut writer)?;
    Ok(writer)
}

/// A panic while the lock was held rolled its transaction back, so what the lock guards is sound.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
