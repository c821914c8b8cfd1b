//! Filling what books of the library lack from the catalogue: offered, begun by the reader, asked behind their back at the
//! catalogue's pace, and written once they saw what.

mod task;

pub(crate) use task::Enrichment;

use crate::explorer::Shared;
use crate::views::{
    DoubtfulPage, EnrichmentOffer, EnrichmentOrder, EnrichmentPreview, EnrichmentState, EnrichmentView,
    Event, FilledView, WhichBookView,
};
use crate::{ErrorCode, Explorer, IpcError, present};
use bookhive::HiveId;
use library::{BeginError, BookId, Consent, FillError, WhichBook};

/// Questions that may be asked in a minute.
const A_MINUTE: u32 = 180;
/// Questions that most books take before any was asked: an id, then a number or words.
const QUESTIONS_A_BOOK: u32 = 2;
/// Most books that one page of the doubtful ones may ask for.
const PAGE_LIMIT: u32 = 100;

impl Explorer {
    /// What could be looked up, where, and how long it would take. Nothing is asked of anybody.
    pub async fn enrichment_offer(&self) -> Result<EnrichmentOffer, IpcError> {
        self.blocking(|shared| {
            let lacking = shared.library.lacking(shared.current_account()?, shared.now())?;
            Ok(EnrichmentOffer {
                books: lacking.books,
                gaps: present::gap_counts(&lacking.gaps),
                host: shared.catalogue.host(),
                minutes: minutes(lacking.books.saturating_mul(QUESTIONS_A_BOOK)),
                consent: present::consent_view(shared.library.catalogue_consent()?),
            })
        })
        .await
    }

    /// Looks the offered books up from now on. Nothing is written to them.
    ///
    /// # Errors
    /// [`ErrorCode::CatalogueNotAsked`] and [`ErrorCode::CatalogueOff`] without the reader's leave to ask.
    pub async fn begin_enrichment(&self) -> Result<(), IpcError> {
        self.shared.may_ask().await?;
        self.blocking(|shared| {
            shared.library.begin_enrichment(shared.current_account()?, shared.now())?;
            shared.start_enriching();
            shared.tell_enrichment();
            Ok(())
        })
        .await
    }

    /// Holds the look-ups, lets them go on, asks again now, asks no more, or puts it all away.
    pub async fn steer_enrichment(&self, order: EnrichmentOrder) -> Result<(), IpcError> {
        self.blocking(move |shared| {
            let account = shared.current_account()?;
            match order {
                EnrichmentOrder::Pause | EnrichmentOrder::GoOn => {
                    shared.library.pause_enrichment(account, order == EnrichmentOrder::Pause)?;
                }
                EnrichmentOrder::TryAgain => shared.enrichment.try_again(),
                EnrichmentOrder::Stop => shared.library.stop_enrichment(account)?,
                EnrichmentOrder::End => shared.library.end_enrichment(account, shared.now())?,
            }
            shared.start_enriching();
            shared.tell_enrichment();
            Ok(())
        })
        .await
    }

    /// What filling the books that were found would do. Nothing is written.
    pub async fn preview_enrichment(&self) -> Result<EnrichmentPreview, IpcError> {
        self.blocking(|shared| {
            let account = shared.current_account()?;
            let preview = shared.library.preview_fills(account)?;
            let budgets = (account != shared.local()).then(|| shared.library.budgets(account)).transpose()?;
            shared.enrichment.show(account, preview.seen.clone());
            Ok(present::enrichment_preview(preview, budgets.as_deref()))
        })
        .await
    }

    /// Fills what the preview named by `digest` showed, and of that only what is empty still.
    ///
    /// # Errors
    /// [`ErrorCode::EditOutdated`] when that is not the last preview of this account.
    pub async fn fill_books(&self, digest: String) -> Result<FilledView, IpcError> {
        self.blocking(move |shared| {
            let account = shared.current_account()?;
            let seen = shared.enrichment.seen(account, &digest);
            let seen = seen.ok_or_else(|| {
                IpcError::new(ErrorCode::EditOutdated, "the books were shown otherwise since, or not at all")
            })?;
            let filled = shared.library.fill_books(account, &seen, shared.now())?;
            shared.edited();
            Ok(present::filled(filled))
        })
        .await
    }

    /// Books of which the reader is to say which they are; at most 100.
    pub async fn doubtful_books(&self, offset: u32, limit: u32) -> Result<DoubtfulPage, IpcError> {
        self.blocking(move |shared| {
            let account = shared.current_account()?;
            let (books, total) = shared.library.doubtful_books(account, offset, limit.min(PAGE_LIMIT))?;
            Ok(DoubtfulPage { books: books.into_iter().map(present::doubtful_book).collect(), total })
        })
        .await
    }

    /// Notes which book one is. It is filled with the others that were found.
    ///
    /// # Errors
    /// [`ErrorCode::BookGone`] when the book is no longer in question, or the catalogue's book is not known here.
    pub async fn say_which_book(&self, book: i64, which: WhichBookView) -> Result<(), IpcError> {
        self.blocking(move |shared| {
            let account = shared.current_account()?;
            let book = BookId::new(book);
            let gone = || IpcError::new(ErrorCode::BookGone, "this book is no longer in question");
            let which = match which {
                WhichBookView::This { hive_id } => {
                    let id = HiveId::parse(&hive_id)
                        .map_err(|error| IpcError::new(ErrorCode::BadRequest, error.to_string()))?;
                    let chosen = shared.library.candidate(book, &id)?;
                    WhichBook::This(Box::new(chosen.ok_or_else(gone)?))
                }
                WhichBookView::Leave => WhichBook::Leave,
                WhichBookView::Absent => WhichBook::Absent,
            };
            if !shared.library.say_which_book(account, book, &which, shared.now())? {
                return Err(gone());
            }
            shared.tell_enrichment();
            Ok(())
        })
        .await
    }
}

impl Shared {
    /// How the look through the books on screen stands.
    pub(crate) fn enrichment_view(&self) -> Result<Option<EnrichmentView>, IpcError> {
        let Some(standing) = self.library.enrichment(self.current_account()?)? else { return Ok(None) };
        let rest = self.enrichment.rest();
        let allowed = self.library.catalogue_consent()? == Consent::Yes;
        let state = match rest {
            _ if standing.waiting == 0 => EnrichmentState::Done,
            _ if standing.paused => EnrichmentState::Paused,
            _ if !allowed => EnrichmentState::NotAllowed,
            None => EnrichmentState::Running,
            Some(rest) if rest.offline => EnrichmentState::Offline,
            Some(_) => EnrichmentState::Resting,
        };
        let resting = rest.filter(|_| state == EnrichmentState::Resting);
        Ok(Some(EnrichmentView {
            state,
            books: standing.books,
            waiting: standing.waiting,
            found: standing.found,
            doubtful: standing.doubtful,
            unknown: standing.unknown,
            filled: standing.filled,
            left: standing.left,
            minutes: minutes(standing.questions),
            continues_at: resting.map(|rest| rest.until.to_string()),
        }))
    }

    /// Tells the page how it stands.
    pub(crate) fn tell_enrichment(&self) {
        self.events.tell_fresh(|| match self.enrichment_view() {
            Ok(enrichment) => Some(Event::Enrichment { enrichment }),
            Err(error) => {
                tracing::warn!(?error, "the look-ups could not be counted");
                None
            }
        });
    }
}

/// Minutes that so many questions take at the least, begun ones counted.
fn minutes(questions: u32) -> u32 {
    questions.div_ceil(A_MINUTE)
}

impl From<BeginError> for IpcError {
    fn from(error: BeginError) -> Self {
        match error {
            BeginError::UnknownAccount => Self::new(ErrorCode::BadRequest, error.to_string()),
            BeginError::Storage(fault) => fault.into(),
        }
    }
}

impl From<FillError> for IpcError {
    fn from(error: FillError) -> Self {
        match error {
            FillError::UnknownAccount => Self::new(ErrorCode::BadRequest, error.to_string()),
            FillError::Storage(fault) => fault.into(),
        }
    }
}
