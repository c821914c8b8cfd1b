//! The error half of an answer: <https://atproto.com/specs/xrpc#error-responses>.

use serde::Deserialize;

use crate::foreign::one_line;

/// The longest error name that is kept, in characters. Names are identifiers such as `InvalidRequest`.
const MAX_NAME: usize = 100;

/// The longest message that is kept, in characters.
const MAX_MESSAGE: usize = 300;

/// An answer that is not a success. Name and message are the server's own words, cut to a length and freed of
/// control and direction characters; a body that is not an XRPC error leaves both empty.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the server answered {status}{}", .error.as_ref().map(|name| format!(" {name}")).unwrap_or_default())]
pub struct XrpcError {
    /// The HTTP status.
    pub status: u16,
    /// The name of the error, for programs.
    pub error: Option<String>,
    /// The message, for people.
    pub message: Option<String>,
}

#[derive(Deserialize)]
struct Wire {
    error: Option<serde_json::Value>,
    message: Option<serde_json::Value>,
}

impl XrpcError {
    /// Reads the body of an answer that is not a success. Never fails: what cannot be read is left out.
    #[must_use]
    pub fn read(status: u16, body: &[u8]) -> Self {
        let wire: Option<Wire> = serde_json::from_slice(body).ok();
        let text = |value: Option<serde_json::Value>, max| {
            let line = one_line(value?.as_str()?, max);
            (!line.is_empty()).then_some(line)
        };
        match wire {
            Some(Wire { error, message }) => {
                Self { status, error: text(error, MAX_NAME), message: text(message, MAX_MESSAGE) }
            }
            None => Self { status, error: None, message: None },
        }
    }

    /// Whether the error has this name.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        self.error.as_deref() == Some(name)
    }
}
