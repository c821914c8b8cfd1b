//! One question to the catalogue: from what was answered before, or asked with the reader's leave and at its pace.

use super::pace::{Pace, Turn, Urgency};
use crate::explorer::Shared;
use crate::{ErrorCode, IpcError};
use atproto::http::{Http, HttpError, Url};
use atproto::xrpc::Response;
use bookhive::catalogue::{Found, Question};
use library::{Consent, StorageFault};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long a question may take: the catalogue looks elsewhere while one waits.
const DEADLINE: Duration = Duration::from_secs(45);

/// The way to the catalogue.
pub(crate) struct Catalogue {
    http: Http,
    base: Url,
    pace: Mutex<Pace>,
}

/// Why the catalogue has no answer. Nothing that waits for it is ever blocked.
#[derive(Debug, thiserror::Error)]
pub(crate) enum CatalogueError {
    /// Nobody was asked yet whether titles may be sent.
    #[error("nobody has said yet whether books may be looked up")]
    NotAsked,
    /// The reader said no.
    #[error("looking books up is switched off")]
    Off,
    /// The catalogue cannot be reached.
    #[error("the catalogue cannot be reached")]
    Offline(#[source] HttpError),
    /// It failed or said when to come back; nothing is asked before.
    #[error("the catalogue asks for a pause of {} seconds", .0.as_secs())]
    Closed(Duration),
    /// It answered with a status that is no answer to the question.
    #[error("the catalogue answered with status {0}")]
    Status(u16),
    /// Its answer has not the shape of one.
    #[error("the catalogue's answer cannot be read")]
    Unreadable,
    /// The computer's own memory of answers failed.
    #[error(transparent)]
    Storage(#[from] StorageFault),
    /// The app is closing.
    #[error("the work was cut short")]
    CutShort,
}

impl From<CatalogueError> for IpcError {
    fn from(error: CatalogueError) -> Self {
        let words = error.to_string();
        match error {
            CatalogueError::NotAsked => Self::passing(ErrorCode::CatalogueNotAsked, words),
            CatalogueError::Off => Self::new(ErrorCode::CatalogueOff, words),
            CatalogueError::Offline(_) => Self::passing(ErrorCode::Offline, words),
            CatalogueError::Closed(_) | CatalogueError::Status(_) | CatalogueError::Unreadable => {
                Self::passing(ErrorCode::CatalogueDown, words)
            }
            CatalogueError::Storage(fault) => fault.into(),
            CatalogueError::CutShort => Self::new(ErrorCode::Internal, words),
        }
    }
}

impl Catalogue {
    pub(crate) fn new(http: Http, base: Url) -> Self {
        Self { http, base, pace: Mutex::default() }
    }

    /// Who is asked.
    pub(crate) fn host(&self) -> String {
        self.base.host_str().unwrap_or_default().to_owned()
    }

    fn pace(&self) -> MutexGuard<'_, Pace> {
        self.pace.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks the server, when it is its turn.
    async fn send(&self, question: &Question, urgency: Urgency) -> Result<Vec<Found>, CatalogueError> {
        let turn = self.pace().turn(Instant::now(), urgency);
        match turn {
            Turn::Closed(left) => return Err(CatalogueError::Closed(left)),
            Turn::After(wait) => tokio::time::sleep(wait).await,
        }
        if let Some(left) = self.pace().closed(Instant::now(), urgency) {
            return Err(CatalogueError::Closed(left));
        }
        let request = question.request().to_http(&self.base).deadline(DEADLINE);
        let outcome = self.http.send(request).await;
        let response: Response = match outcome {
            Ok(response) => response.into(),
            Err(error) => {
                self.pace().failed(Instant::now(), None);
                return Err(CatalogueError::Offline(error));
            }
        };
        if matches!(response.status, 429 | 500..) {
            let now = std::time::SystemTime::now();
            let told = response.rate_limit().retry_at(now).and_then(|at| at.duration_since(now).ok());
            self.pace().failed(Instant::now(), told);
            return Err(told.map_or(CatalogueError::Status(response.status), CatalogueError::Closed));
        }
        self.pace().answered();
        match response.status {
            200..=299 => {
                let value = response.json().map_err(|_| CatalogueError::Unreadable)?;
                question.read(&value).ok_or(CatalogueError::Unreadable)
            }
            // An unknown number is answered so.
            404 => Ok(Vec::new()),
            status => Err(CatalogueError::Status(status)),
        }
    }
}

impl Shared {
    /// The answer to a question. What was answered in the last weeks is not asked again, and known without leave.
    pub(crate) async fn ask_catalogue(
        self: &Arc<Self>,
        question: &Question,
        urgency: Urgency,
    ) -> Result<Vec<Found>, CatalogueError> {
        let asked = question.clone();
        let kept =
            self.in_library(move |shared| shared.library.catalogue_answer(&asked, shared.now())).await?;
        if let Some(found) = kept {
            return Ok(found);
        }
        self.may_ask().await?;
        let found = self.catalogue.send(question, urgency).await?;
        let (answered, books) = (question.clone(), found.clone());
        self.in_library(move |shared| shared.library.keep_catalogue_answer(&answered, &books, shared.now()))
            .await?;
        // What is known of the books that numbers lead to comes with the answer.
        let question = question.clone();
        let kept =
            self.in_library(move |shared| shared.library.catalogue_answer(&question, shared.now())).await?;
        Ok(kept.unwrap_or(found))
    }

    /// Whether the reader agreed to look-ups.
    pub(crate) async fn may_ask(self: &Arc<Self>) -> Result<(), CatalogueError> {
        match self.in_library(|shared| shared.library.catalogue_consent()).await? {
            Consent::Yes => Ok(()),
            Consent::No => Err(CatalogueError::Off),
            Consent::NotAsked => Err(CatalogueError::NotAsked),
        }
    }

    async fn in_library<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Arc<Self>) -> Result<T, StorageFault> + Send + 'static,
    ) -> Result<T, CatalogueError> {
        let shared = self.clone();
        let done = tokio::task::spawn_blocking(move || work(&shared)).await;
        Ok(done.map_err(|_| CatalogueError::CutShort)??)
    }
}
