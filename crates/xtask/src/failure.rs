//! What a command says when it stops.

use std::fmt;

/// The end of a command that did not do what it was asked: whole sentences, for a person.
#[derive(Debug)]
pub(crate) struct Failure(String);

/// Nothing, or the reason.
pub(crate) type Outcome<T = ()> = Result<T, Failure>;

impl Failure {
    pub(crate) fn new(words: impl Into<String>) -> Self {
        Self(words.into())
    }

    /// All was said already.
    pub(crate) fn silent() -> Self {
        Self(String::new())
    }

    pub(crate) fn is_silent(&self) -> bool {
        self.0.is_empty()
    }

    /// For `map_err`: the reason after what was tried.
    pub(crate) fn of<E: fmt::Display>(tried: impl fmt::Display) -> impl FnOnce(E) -> Self {
        move |error| Self(format!("{tried}: {error}"))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}
