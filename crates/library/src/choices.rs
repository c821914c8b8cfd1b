//! What the reader has answered once and for all: choices that decide what leaves this computer, and how long history is
//! kept. Each is one row of the settings, as a word.

use crate::{Library, StorageFault};

/// Whether titles, authors and ISBNs may be sent to the catalogue to look books up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Consent {
    /// Nobody was asked yet: ask before the first look-up. Nothing is sent meanwhile.
    #[default]
    NotAsked,
    /// They may.
    Yes,
    /// They may not.
    No,
}

/// What is done about pictures of covers. Each step does what the ones before it do.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Covers {
    /// Nothing is fetched: every book has its drawn cover.
    #[default]
    Off,
    /// Thumbnails are fetched once and kept here.
    Thumbnails,
    /// Imports also upload covers to the reader's own server.
    Publish,
}

/// How long the history of changes can be undone.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum HistoryLimit {
    /// 30 days.
    Month,
    /// 365 days.
    #[default]
    Year,
    /// 5 × 365 days.
    FiveYears,
    /// Nothing is ever thrown away.
    Forever,
}

impl HistoryLimit {
    /// Days that are kept; `None`: all of them.
    pub const fn days(self) -> Option<u32> {
        match self {
            Self::Month => Some(30),
            Self::Year => Some(365),
            Self::FiveYears => Some(5 * 365),
            Self::Forever => None,
        }
    }
}

/// A choice as the settings keep it: its key, and its words in the order of its values.
trait Choice: Copy + Default + PartialEq + 'static {
    const KEY: &'static str;
    const WORDS: &'static [(Self, &'static str)];
}

impl Choice for Consent {
    const KEY: &'static str = "catalogue_consent";
    const WORDS: &'static [(Self, &'static str)] = &[(Self::Yes, "yes"), (Self::No, "no")];
}

impl Choice for Covers {
    const KEY: &'static str = "covers";
    const WORDS: &'static [(Self, &'static str)] =
        &[(Self::Off, "off"), (Self::Thumbnails, "thumbnails"), (Self::Publish, "publish")];
}

impl Choice for HistoryLimit {
    const KEY: &'static str = "history_limit";
    const WORDS: &'static [(Self, &'static str)] = &[
        (Self::Month, "month"),
        (Self::Year, "year"),
        (Self::FiveYears, "five_years"),
        (Self::Forever, "forever"),
    ];
}

impl Library {
    /// Whether look-ups in the catalogue were agreed to. Without an answer nothing may be asked.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn catalogue_consent(&self) -> Result<Consent, StorageFault> {
        self.chosen()
    }

    /// Keeps the answer; [`Consent::NotAsked`] asks again at the next look-up.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn set_catalogue_consent(&self, consent: Consent) -> Result<(), StorageFault> {
        self.choose(consent)
    }

    /// What is done about pictures of covers.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn covers(&self) -> Result<Covers, StorageFault> {
        self.chosen()
    }

    /// Keeps what is to be done about covers.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn set_covers(&self, covers: Covers) -> Result<(), StorageFault> {
        self.choose(covers)
    }

    /// How long history is kept.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn history_limit(&self) -> Result<HistoryLimit, StorageFault> {
        self.chosen()
    }

    /// Keeps how long history is kept; older groups go at the next purge.
    ///
    /// # Errors
    /// When SQLite fails.
    pub fn set_history_limit(&self, limit: HistoryLimit) -> Result<(), StorageFault> {
        self.choose(limit)
    }

    /// A word that no version wrote reads as the default, which is the one that sends and deletes least.
    fn chosen<C: Choice>(&self) -> Result<C, StorageFault> {
        let kept = self.get_setting(C::KEY)?;
        let known = C::WORDS.iter().find(|(_, word)| kept.as_deref() == Some(word));
        Ok(known.map(|(choice, _)| *choice).unwrap_or_default())
    }

    fn choose<C: Choice>(&self, choice: C) -> Result<(), StorageFault> {
        let word = C::WORDS.iter().find(|(known, _)| *known == choice).map(|(_, word)| *word);
        self.set_setting(C::KEY, word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_leaves_the_computer_before_it_is_asked_for() {
        let directory = tempfile::tempdir().unwrap();
        let library = Library::open(directory.path()).unwrap();
        assert_eq!(library.catalogue_consent().unwrap(), Consent::NotAsked);
        assert_eq!(library.covers().unwrap(), Covers::Off);
        assert_eq!(library.history_limit().unwrap().days(), Some(365));
    }

    #[test]
    fn an_answer_survives_a_restart_and_can_be_taken_back() {
        let directory = tempfile::tempdir().unwrap();
        let library = Library::open(directory.path()).unwrap();
        library.set_catalogue_consent(Consent::No).unwrap();
        library.set_covers(Covers::Publish).unwrap();
        library.set_history_limit(HistoryLimit::Forever).unwrap();
        drop(library);
        let library = Library::open(directory.path()).unwrap();
        assert_eq!(library.catalogue_consent().unwrap(), Consent::No);
        assert_eq!(library.covers().unwrap(), Covers::Publish);
        assert_eq!(library.history_limit().unwrap(), HistoryLimit::Forever);
        library.set_catalogue_consent(Consent::NotAsked).unwrap();
        assert_eq!(library.catalogue_consent().unwrap(), Consent::NotAsked);
        library.set_setting("covers", Some("holograms")).unwrap();
        assert_eq!(library.covers().unwrap(), Covers::Off);
    }
}
