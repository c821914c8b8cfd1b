//! The query language, facets and saved views, as the page asks for them.

use crate::views::{
    CompletionView, FacetName, FacetView, QueryReading, QueryView, RailView, ViewDraftView, YearCount,
    YearSumView,
};
use crate::{ErrorCode, Explorer, IpcError, present};
use library::query::{parse, toggled, without};
use library::{BookId, ViewDraft, ViewError, ViewId};

/// Values of a facet that are told at once; the rest is found by typing.
const VALUES: usize = 40;

impl Explorer {
    /// How a query's text is understood, for its colours and the line beneath it.
    pub async fn read_query(&self, text: String) -> Result<QueryReading, IpcError> {
        Ok(present::reading(&text))
    }

    /// What can be typed at the caret, a place in UTF-16.
    pub async fn complete_query(&self, text: String, caret: u32) -> Result<Option<CompletionView>, IpcError> {
        self.blocking(move |shared| {
            let account = shared.current_account()?;
            let found = shared.library.complete(account, &text, present::in_bytes(&text, caret))?;
            Ok(found.map(|completion| present::completion(&text, completion)))
        })
        .await
    }

    /// Every facet of what matches.
    pub async fn facets(&self, text: String) -> Result<Vec<FacetView>, IpcError> {
        self.blocking(move |shared| {
            let facets = shared.library.facets(shared.current_account()?, &parse(&text)?, VALUES)?;
            Ok(facets.facets.into_iter().map(present::facet_view).collect())
        })
        .await
    }

    /// One facet's values whose words begin as typed.
    pub async fn facet_values(
        &self,
        text: String,
        facet: FacetName,
        typed: String,
    ) -> Result<FacetView, IpcError> {
        self.blocking(move |shared| {
            let (account, facet) = (shared.current_account()?, present::facet(facet));
            let counts = shared.library.facet_values(account, &parse(&text)?, facet, &typed, VALUES)?;
            Ok(present::facet_view(counts))
        })
        .await
    }

    /// The query's text with a facet's value asked for as well, or no longer.
    pub async fn toggle_facet(
        &self,
        text: String,
        facet: FacetName,
        value: String,
    ) -> Result<String, IpcError> {
        Ok(toggled(&text, &present::facet_value(facet, value)?)?)
    }

    /// The query's text without a facet's conditions.
    pub async fn clear_facet(&self, text: String, facet: FacetName) -> Result<String, IpcError> {
        Ok(without(&text, present::facet(facet))?)
    }

    /// Where a book stands in the list; `None` when it does not match.
    pub async fn place_of_book(&self, query: QueryView, id: i64) -> Result<Option<u32>, IpcError> {
        self.blocking(move |shared| {
            let account = shared.current_account()?;
            Ok(shared.library.place_of(account, &present::query(query)?, BookId::new(id))?)
        })
        .await
    }

    /// What matches, by the year it was finished in: what is being read first, then the newest, without a day last.
    pub async fn year_sums(&self, text: String) -> Result<Vec<YearSumView>, IpcError> {
        self.blocking(move |shared| {
            let sums = shared.library.year_sums(shared.current_account()?, &parse(&text)?.expr)?;
            let view = |library::YearSum { reading, year, books, pages }| YearSumView {
                reading,
                year,
                books,
                pages,
            };
            Ok(sums.into_iter().map(view).collect())
        })
        .await
    }

    /// Years and saved views with their counts.
    pub async fn rail(&self) -> Result<RailView, IpcError> {
        self.blocking(|shared| {
            let (library, account) = (&shared.library, shared.current_account()?);
            let years = library.years_finished(account)?.into_iter();
            let mut views = Vec::new();
            for view in library.saved_views(account)? {
                // What an earlier version saved may be understood no more; it is shown, and counts nothing.
                let books = match parse(&view.draft.query) {
                    Ok(parsed) => library.count_matching(account, &parsed.expr)?,
                    Err(_) => 0,
                };
                views.push(present::saved_view(view, books));
            }
            Ok(RailView { years: years.map(|(year, books)| YearCount { year, books }).collect(), views })
        })
        .await
    }

    /// Saves a new view, or another content for one that is there; answers its number.
    pub async fn save_view(&self, view: Option<i64>, draft: ViewDraftView) -> Result<i64, IpcError> {
        self.blocking(move |shared| {
            let draft = ViewDraft { name: draft.name, query: draft.query, layout: draft.layout };
            let saved = shared.library.save_view(shared.current_account()?, view.map(ViewId::new), &draft)?;
            Ok(saved.get())
        })
        .await
    }

    /// Puts the views in this order.
    pub async fn order_views(&self, views: Vec<i64>) -> Result<(), IpcError> {
        self.blocking(move |shared| {
            let views: Vec<ViewId> = views.into_iter().map(ViewId::new).collect();
            Ok(shared.library.order_views(shared.current_account()?, &views)?)
        })
        .await
    }

    /// Forgets a view.
    pub async fn delete_view(&self, view: i64) -> Result<(), IpcError> {
        self.blocking(move |shared| {
            Ok(shared.library.delete_view(shared.current_account()?, ViewId::new(view))?)
        })
        .await
    }
}

impl From<library::query::QueryError> for IpcError {
    fn from(error: library::query::QueryError) -> Self {
        Self::new(ErrorCode::QueryNotUnderstood, error.to_string())
    }
}

impl From<ViewError> for IpcError {
    fn from(error: ViewError) -> Self {
        match error {
            ViewError::Storage(fault) => fault.into(),
            ViewError::Query(error) => error.into(),
            ViewError::Name | ViewError::Gone => Self::new(ErrorCode::BadRequest, error.to_string()),
        }
    }
}
