//! Answers too long to hold: they are handed on piece by piece.

use super::{Host, Http, HttpError, HttpRequest, SendFault, WaitFault, watched::Taken};
use thiserror::Error;

/// A download did not come to its end.
#[derive(Debug, Error)]
pub enum DownloadError {
    /// The exchange failed.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// The server answered with this status in place of the content.
    #[error("the server answered {0}")]
    Status(u16),
    /// What takes the pieces failed.
    #[error("the content could not be taken")]
    Take(#[source] std::io::Error),
}

impl Http {
    /// Sends a request without a body, and hands the content of a 200 to `take` in pieces, at most `limit` bytes in all.
    /// The request's deadline is for the head and for each piece; its byte cap is not used. Says how many bytes came.
    ///
    /// # Errors
    /// [`DownloadError`]; then what was taken is not the whole.
    pub async fn download(
        &self,
        request: HttpRequest,
        limit: u64,
        mut take: impl FnMut(&[u8]) -> std::io::Result<()>,
    ) -> Result<u64, DownloadError> {
        self.check(&request.url)?;
        let host = Host::of(&request.url);
        let deadline = request.deadline;
        let client = self.client_for(&request.url);
        let mut outgoing = reqwest::Request::new(request.method, request.url);
        *outgoing.headers_mut() = request.headers;
        let taken = Taken::default();
        taken.set();
        let mut answer = match tokio::time::timeout(deadline, client.execute(outgoing)).await {
            Ok(outcome) => outcome.map_err(|error| self.sending_failed(&error, &host, &taken))?,
            Err(_) => return Err(HttpError::NotSent { host, fault: SendFault::Timeout }.into()),
        };
        let status = answer.status().as_u16();
        if status != 200 {
            return Err(DownloadError::Status(status));
        }
        let mut bytes = 0u64;
        loop {
            let fault = match tokio::time::timeout(deadline, answer.chunk()).await {
                Ok(Ok(Some(piece))) => {
                    bytes = bytes.saturating_add(piece.len() as u64);
                    if bytes > limit {
                        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
                        return Err(HttpError::TooLarge { host, limit, status }.into());
                    }
                    take(&piece).map_err(DownloadError::Take)?;
                    continue;
                }
                Ok(Ok(None)) => return Ok(bytes),
                Ok(Err(_)) => WaitFault::ConnectionLost,
                Err(_) => WaitFault::Timeout,
            };
            return Err(HttpError::UnknownOutcome { host, fault }.into());
        }
    }
}
