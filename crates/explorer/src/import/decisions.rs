//! What the user decides about rows: which book one is, who wrote it, and what the file may change.

use super::{OpenPlan, Source};
use crate::catalogue::Urgency;
use crate::explorer::Shared;
use crate::views::{CandidateView, ImportPolicies, PlanQuery, ResolutionView, RowDecision};
use crate::{ErrorCode, Explorer, IpcError, present};
use bookhive::HiveId;
use bookhive::catalogue::{CatalogueBook, Question};
use library::import::matching::{Tier, likeness};
use library::import::{Outcome, PlanOptions, PlanRow, Resolution, Row, Winner};
use library::{BookId, Consent, Library};
use std::sync::Arc;

/// Most books that are offered for a row.
const CANDIDATES: usize = 8;

impl Explorer {
    /// What the file may change in books that are already there, field by field.
    pub async fn set_import_policies(&self, policies: ImportPolicies) -> Result<(), IpcError> {
        self.decide(move |options| options.policies = present::policies(policies)).await
    }

    /// Says which book the row on a line is. Rows of the same title and author are the same book.
    ///
    /// # Errors
    /// [`ErrorCode::BadRequest`] when there is no such row or book, or the row has no author and stands for itself.
    pub async fn resolve_match(&self, line: u32, choice: ResolutionView) -> Result<(), IpcError> {
        self.blocking(move |shared| {
            let _turn = shared.deciding();
            let (source, mut options) = shared.open_source()?;
            shared.resolve(&source, &mut options, line, choice)?;
            shared.decided(source, options)
        })
        .await
    }

    /// Decides the same about every row that a query shows, or of these the one on `line`, and says about how many: rows that
    /// the decision does not fit stay as they are.
    pub async fn decide_rows(
        &self,
        query: PlanQuery,
        line: Option<u32>,
        decision: RowDecision,
    ) -> Result<u32, IpcError> {
        self.blocking(move |shared| {
            let _turn = shared.deciding();
            let (source, mut options) = shared.open_source()?;
            let plan = shared.plan().as_ref().map(|open| open.plan.clone());
            let words: Vec<String> = query.text.split_whitespace().map(str::to_lowercase).collect();
            let shown = plan.iter().flat_map(|plan| &plan.rows);
            let shown = shown.filter(|row| present::shows(query.show, row) && source.has_words(row, &words));
            let shown = shown.filter(|row| line.is_none_or(|line| row.line == line));
            let fitting = shown.filter(|row| decide(&source, &mut options, row, decision));
            let decided = present::count(fitting.count());
            if decided > 0 {
                shared.decided(source, options)?;
            }
            Ok(decided)
        })
        .await
    }

    /// Takes the last decision about the plan back; nothing happens when there is none.
    pub async fn undo_decision(&self) -> Result<(), IpcError> {
        self.blocking(|shared| {
            let _turn = shared.deciding();
            let (source, options) = shared.open_source()?;
            let before = shared.plan().as_mut().and_then(|open| open.before.pop());
            match before {
                Some(before) => shared.replan(source, PlanOptions { found: options.found, ..before }),
                None => Ok(()),
            }
        })
        .await
    }

    /// Supplies the authors that a row lacks, the primary one first; none takes them away again.
    pub async fn supply_authors(&self, line: u32, authors: Vec<String>) -> Result<(), IpcError> {
        let authors: Vec<String> =
            authors.iter().map(|name| name.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
        let authors: Vec<String> = authors.into_iter().filter(|name| !name.is_empty()).collect();
        self.decide(move |options| {
            if authors.is_empty() {
                options.authors.remove(&line);
            } else {
                options.authors.insert(line, authors);
            }
        })
        .await
    }

    /// Books that the row on a line could be: of the library, found before, and what the catalogue has for `text`, or for
    /// the row's title when there is none.
    ///
    /// # Errors
    /// As [`catalogue_search`](Self::catalogue_search), when there is nothing else to offer.
    pub async fn plan_candidates(
        &self,
        line: u32,
        text: Option<String>,
    ) -> Result<Vec<CandidateView>, IpcError> {
        let (row, mut candidates) = self.blocking(move |shared| shared.known_candidates(line)).await?;
        let words = text.filter(|text| !text.trim().is_empty()).unwrap_or_else(|| row.title.clone());
        let Some(question) = Question::words(&words) else { return Ok(candidates) };
        match self.shared.ask_catalogue(&question, Urgency::Asked).await {
            Ok(found) => {
                let books = found.into_iter().filter_map(|found| found.book);
                let mut scored: Vec<(Tier, CatalogueBook)> =
                    books.map(|book| (tier_of(&row, &book), book)).collect();
                scored.sort_by_key(|(tier, _)| std::cmp::Reverse(*tier));
                for (tier, book) in scored {
                    let known =
                        candidates.iter().any(|known| known.hive_id.as_deref() == Some(book.id.as_str()));
                    if !known && candidates.len() < CANDIDATES {
                        candidates.push(of_catalogue(&book, tier, false));
                    }
                }
                Ok(candidates)
            }
            Err(error) if candidates.is_empty() => Err(error.into()),
            Err(_) => Ok(candidates),
        }
    }

    /// Keeps the reader's answer whether books may be looked up, and looks the plan's rows up if they may.
    pub async fn look_up_plan(&self, agreed: bool) -> Result<(), IpcError> {
        self.blocking(move |shared| {
            let answer = if agreed { Consent::Yes } else { Consent::No };
            shared.library.set_catalogue_consent(answer)?;
            shared.start_look_ups();
            shared.start_enriching();
            shared.tell_plan();
            Ok(())
        })
        .await
    }
}

impl Source {
    /// The row on a line, with the authors that the user supplied.
    pub(super) fn answered(&self, line: u32, options: &PlanOptions) -> Option<Row> {
        let mut row = self.export.entry(self.export.index_of(line)?)?.row?;
        if let Some(authors) = options.authors.get(&line) {
            row.hive_id = authors.first().map(|first| HiveId::compute(&row.title, first));
            row.authors.clone_from(authors);
        }
        Some(row)
    }
}

impl Shared {
    fn resolve(
        &self,
        source: &Source,
        options: &mut PlanOptions,
        line: u32,
        choice: ResolutionView,
    ) -> Result<(), IpcError> {
        let gone = || IpcError::new(ErrorCode::BadRequest, "there is no such row or book");
        let row = source.answered(line, options).ok_or_else(gone)?;
        let (resolution, authors) = match choice {
            ResolutionView::Undecided => (None, Vec::new()),
            ResolutionView::AsFile => (Some(Resolution::AsFile), Vec::new()),
            ResolutionView::Book { id } => {
                let book =
                    self.library.existing_book(self.current_account()?, BookId::new(id))?.ok_or_else(gone)?;
                let authors = book.record.authors().into_iter().map(str::to_owned).collect();
                (Some(Resolution::Book(book.id)), authors)
            }
            ResolutionView::Catalogue { hive_id } => {
                let book = catalogue_book(&self.library, &hive_id)?.ok_or_else(gone)?;
                let authors = book.authors.clone();
                (Some(Resolution::Catalogue(Arc::new(book))), authors)
            }
        };
        // A row without an author has that of its book.
        let own = match (row.hive_id, authors.first()) {
            (Some(own), _) => own,
            (None, Some(first)) => {
                let own = HiveId::compute(&row.title, first);
                options.authors.insert(line, authors);
                own
            }
            (None, None) => return Err(IpcError::new(ErrorCode::BadRequest, "a book needs an author")),
        };
        match resolution {
            Some(resolution) => options.matches.insert(own, resolution),
            None => options.matches.remove(&own),
        };
        Ok(())
    }

    /// The row, and the books that are offered for it without asking anybody.
    fn known_candidates(&self, line: u32) -> Result<(Row, Vec<CandidateView>), IpcError> {
        let (source, options) = self.open_source()?;
        let gone = || IpcError::new(ErrorCode::BadRequest, "there is no such row");
        let row = source.answered(line, &options).ok_or_else(gone)?;
        let brief = self.plan().as_ref().and_then(|open| open.brief(line));
        let own = row.hive_id.as_ref();
        let said = own.and_then(|own| options.matches.get(own));
        let mut candidates = Vec::new();
        if let Some(id) = brief.as_ref().and_then(|row| row.book)
            && let Some(book) = self.library.existing_book(self.current_account()?, id)?
        {
            let record = &book.record;
            let authors: Vec<String> = record.authors().into_iter().map(str::to_owned).collect();
            candidates.push(CandidateView {
                choice: ResolutionView::Book { id: id.get() },
                tier: present::tier(likeness(&row.title, &row.authors, record.title(), &authors).tier()),
                title: record.title().to_owned(),
                authors,
                hive_id: record.hive_id().map(|id| id.to_string()),
                year: None,
                pages: None,
                yours: true,
                chosen: !brief.is_some_and(|row| matches!(row.outcome, Outcome::NeedsYou(_))),
            });
        }
        if let Some(Resolution::Catalogue(book)) = said {
            candidates.push(of_catalogue(book, tier_of(&row, book), true));
        }
        if let Some(found) = own.and_then(|own| options.found.get(own)) {
            let id = Some(found.book.id.as_str());
            if !candidates.iter().any(|known| known.hive_id.as_deref() == id) {
                let chosen = said.is_none() && found.tier >= Tier::Strong && candidates.is_empty();
                candidates.push(of_catalogue(&found.book, found.tier, chosen));
            }
        }
        Ok((row, candidates))
    }
}

impl OpenPlan {
    fn brief(&self, line: u32) -> Option<library::import::PlanRow> {
        let at = self.plan.rows.binary_search_by_key(&line, |row| row.line).ok()?;
        self.plan.rows.get(at).cloned()
    }
}

/// Notes a decision about a row; `false` when it does not fit the row.
fn decide(source: &Source, options: &mut PlanOptions, row: &PlanRow, decision: RowDecision) -> bool {
    let takes_part = !matches!(row.outcome, Outcome::LeftOut | Outcome::Problem);
    match decision {
        RowDecision::LeaveOut => takes_part && options.left_out.insert(row.line),
        RowDecision::TakeIn => options.left_out.remove(&row.line),
        RowDecision::KeepYours | RowDecision::TakeFile => {
            let winner = if decision == RowDecision::TakeFile { Winner::File } else { Winner::Book };
            let is_open = row.outcome == Outcome::Conflict;
            is_open && options.winners.insert(row.line, winner) != Some(winner)
        }
        RowDecision::AskAgain => options.winners.remove(&row.line).is_some(),
        RowDecision::Accept | RowDecision::AsFile => {
            let own = source.answered(row.line, options).and_then(|row| row.hive_id).filter(|_| takes_part);
            let Some(own) = own else { return false };
            let found = options.found.get(&own).map(|found| Resolution::Catalogue(found.book.clone()));
            let offered = match decision {
                RowDecision::AsFile => Some(Resolution::AsFile),
                _ => row.book.map(Resolution::Book).or(found),
            };
            let said = options.matches.get(&own);
            let Some(offered) = offered.filter(|offered| said != Some(offered)) else { return false };
            options.matches.insert(own, offered);
            true
        }
    }
}

fn catalogue_book(library: &Library, hive_id: &str) -> Result<Option<CatalogueBook>, IpcError> {
    let Ok(id) = HiveId::parse(hive_id) else { return Ok(None) };
    Ok(library.catalogue_book(&id)?)
}

fn tier_of(row: &Row, book: &CatalogueBook) -> Tier {
    likeness(&row.title, &row.authors, &book.title, &book.authors).tier()
}

fn of_catalogue(book: &CatalogueBook, tier: Tier, chosen: bool) -> CandidateView {
    CandidateView {
        choice: ResolutionView::Catalogue { hive_id: book.id.to_string() },
        title: book.title.clone(),
        authors: book.authors.clone(),
        hive_id: Some(book.id.to_string()),
        year: book.year,
        pages: book.pages,
        tier: present::tier(tier),
        yours: false,
        chosen,
    }
}
