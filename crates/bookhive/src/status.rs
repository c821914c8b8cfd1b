use std::fmt;

/// Where a reader stands with a book. The lexicon's set is open; tokens not listed here are another app's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// Read to the end.
    Finished,
    /// Being read.
    Reading,
    /// On the pile.
    WantToRead,
    /// Stopped before the end.
    Abandoned,
}

impl Status {
    /// All of them, in the order in which the interface lists them.
    pub const ALL: [Self; 4] = [Self::Finished, Self::Reading, Self::WantToRead, Self::Abandoned];

    /// An early BookHive wrote ownership as a status with this token.
    pub(crate) const OLD_OWNED_TOKEN: &'static str = "buzz.bookhive.defs#owned";

    /// The token in the record's `status` field.
    pub const fn token(self) -> &'static str {
        match self {
            Self::Finished => "buzz.bookhive.defs#finished",
            Self::Reading => "buzz.bookhive.defs#reading",
            Self::WantToRead => "buzz.bookhive.defs#wantToRead",
            Self::Abandoned => "buzz.bookhive.defs#abandoned",
        }
    }

    /// The status a token stands for, if it is one of ours.
    pub fn from_token(token: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.token() == token)
    }
}

/// The token.
impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.token())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_status_is_found_by_its_token_and_nothing_else_is() {
        for status in Status::ALL {
            assert_eq!(Status::from_token(status.token()), Some(status));
        }
        assert_eq!(Status::from_token(Status::OLD_OWNED_TOKEN), None);
        assert_eq!(Status::from_token("finished"), None);
    }
}
