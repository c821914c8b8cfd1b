use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// A server of the network.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Door {
    /// The PDS, which is also the authorization server.
    Pds,
    /// The PLC directory.
    Plc,
    /// The catalogue.
    Catalogue,
}

/// What strikes a request.
#[derive(Debug, Clone, PartialEq)]
pub enum Action {
    /// The connection ends; the server never hears of the request.
    Drop,
    /// The server acts; its reply is lost.
    DropAfter,
    /// The server hears of the request this many milliseconds later.
    Delay(u32),
    /// Answered at the door; the server never hears of the request.
    Reply {
        /// HTTP status.
        status: u16,
        /// Further headers.
        headers: Vec<(&'static str, String)>,
        /// Body, sent as JSON.
        body: Value,
    },
    /// The request waits at the door until the faults are cleared.
    Hold,
    /// The server acts; its reply waits until the faults are cleared.
    HoldAfter,
}

/// A fault for the requests whose path and query contain a text; once, unless [`Fault::times`] says otherwise.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    matching: String,
    action: Action,
    door: Door,
    method: Option<&'static str>,
    skip: u32,
    times: u32,
}

impl Fault {
    /// A fault for the next matching request to the PDS.
    pub fn on(matching: &str, action: Action) -> Self {
        Self { matching: matching.to_owned(), action, door: Door::Pds, method: None, skip: 0, times: 1 }
    }

    /// A PDS without `com.atproto.repo.applyWrites`, until the faults are cleared.
    pub fn no_batches() -> Self {
        let body = json!({ "error": "MethodNotImplemented", "message": "Method Not Implemented" });
        Self::on("applyWrites", Action::Reply { status: 501, headers: Vec::new(), body }).times(u32::MAX)
    }

    /// Strikes at another door.
    #[must_use]
    pub fn at(self, door: Door) -> Self {
        Self { door, ..self }
    }

    /// Strikes requests of one HTTP method only.
    #[must_use]
    pub fn method(self, method: &'static str) -> Self {
        Self { method: Some(method), ..self }
    }

    /// Lets the first `skip` matching requests pass.
    #[must_use]
    pub fn skip(self, skip: u32) -> Self {
        Self { skip, ..self }
    }

    /// Strikes this many requests.
    #[must_use]
    pub fn times(self, times: u32) -> Self {
        Self { times, ..self }
    }

    pub(crate) fn to_json(&self) -> Value {
        let action = match &self.action {
            Action::Drop => json!({ "kind": "drop" }),
            Action::DropAfter => json!({ "kind": "dropAfter" }),
            Action::Delay(ms) => json!({ "kind": "delay", "ms": ms }),
            Action::Reply { status, headers, body } => {
                let headers: Map<_, _> =
                    headers.iter().map(|(name, value)| ((*name).to_owned(), value.as_str().into())).collect();
                json!({ "kind": "reply", "status": status, "headers": headers, "body": body })
            }
            Action::Hold => json!({ "kind": "hold" }),
            Action::HoldAfter => json!({ "kind": "holdAfter" }),
        };
        let mut fault = json!({
            "match": self.matching, "door": self.door, "skip": self.skip, "times": self.times, "action": action,
        });
        if let (Some(method), Some(fields)) = (self.method, fault.as_object_mut()) {
            fields.insert("method".to_owned(), method.into());
        }
        fault
    }
}
