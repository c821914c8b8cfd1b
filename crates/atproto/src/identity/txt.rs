//! TXT records, from the system's name servers or from a map.

use std::{collections::BTreeMap, future::Future, pin::Pin, time::Duration};

use hickory_resolver::{TokioResolver, proto::rr::RData};

/// How long one look-up may take, all name servers and attempts together.
const LOOKUP_TIMEOUT: Duration = Duration::from_secs(4);

/// One TXT record: a list of strings of up to 255 bytes each, which only together are the text.
/// <https://www.rfc-editor.org/rfc/rfc1035#section-3.3.14>
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TxtRecord(Vec<Vec<u8>>);

impl TxtRecord {
    /// A record of its strings, in order.
    pub fn from_strings<S: Into<Vec<u8>>>(strings: impl IntoIterator<Item = S>) -> Self {
        Self(strings.into_iter().map(Into::into).collect())
    }

    /// The strings joined without anything between them, when they are UTF-8.
    #[must_use]
    pub fn text(&self) -> Option<String> {
        String::from_utf8(self.0.concat()).ok()
    }
}

impl From<&str> for TxtRecord {
    fn from(text: &str) -> Self {
        Self::from_strings([text])
    }
}

/// Why there are no records to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TxtError {
    /// The name has no TXT record, or does not exist.
    #[error("there is no TXT record")]
    NoRecords,
    /// DNS gave no usable answer: a server failure, a timeout, or no name server is configured.
    #[error("DNS did not answer")]
    Failed,
}

/// What a [`TxtLookup`] returns.
pub type TxtAnswer<'a> = Pin<Box<dyn Future<Output = Result<Vec<TxtRecord>, TxtError>> + Send + 'a>>;

/// Looks up TXT records.
pub trait TxtLookup: Send + Sync {
    /// All TXT records of a fully qualified name (without the dot behind).
    fn lookup<'a>(&'a self, name: &'a str) -> TxtAnswer<'a>;
}

/// The name servers that the system is configured with, read anew for each look-up: they change with the
/// network a laptop is in. A configuration that cannot be read is [`TxtError::Failed`], as is any failure.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemDns;

impl SystemDns {
    async fn records(name: &str) -> Result<Vec<TxtRecord>, TxtError> {
        let mut builder = TokioResolver::builder_tokio().map_err(|_| TxtError::Failed)?;
        let options = builder.options_mut();
        options.timeout = LOOKUP_TIMEOUT / 2;
        options.attempts = 1;
        options.cache_size = 0;
        let resolver = builder.build().map_err(|_| TxtError::Failed)?;
        // The dot behind keeps the system's search domains out of it.
        let answer = resolver.txt_lookup(format!("{name}.")).await.map_err(|error| {
            if error.is_no_records_found() { TxtError::NoRecords } else { TxtError::Failed }
        })?;
        let records = answer.answers().iter().filter_map(|record| match &record.data {
            RData::TXT(txt) => Some(TxtRecord::from_strings(txt.txt_data.iter().map(|s| s.to_vec()))),
            _ => None,
        });
        Ok(records.collect())
    }
}

impl TxtLookup for SystemDns {
    fn lookup<'a>(&'a self, name: &'a str) -> TxtAnswer<'a> {
        Box::pin(async move {
            tokio::time::timeout(LOOKUP_TIMEOUT, Self::records(name)).await.unwrap_or(Err(TxtError::Failed))
        })
    }
}

/// A DNS of one's own, for tests and closed networks. A name that is not in it has no records.
#[derive(Clone, Debug, Default)]
pub struct TxtMap(BTreeMap<String, Result<Vec<TxtRecord>, TxtError>>);

impl TxtMap {
    /// With an answer for a name, such as `_atproto.alice.example.com`.
    #[must_use]
    pub fn with(mut self, name: &str, answer: Result<Vec<TxtRecord>, TxtError>) -> Self {
        self.0.insert(name.to_ascii_lowercase(), answer);
        self
    }

    /// With a record that gives a handle its DID.
    #[must_use]
    pub fn with_handle(self, handle: &crate::Handle, did: &crate::Did) -> Self {
        self.with(&format!("_atproto.{handle}"), Ok(vec![format!("did={did}").as_str().into()]))
    }
}

impl TxtLookup for TxtMap {
    fn lookup<'a>(&'a self, name: &'a str) -> TxtAnswer<'a> {
        let answer = self.0.get(&name.to_ascii_lowercase()).cloned().unwrap_or(Err(TxtError::NoRecords));
        Box::pin(std::future::ready(answer))
    }
}
