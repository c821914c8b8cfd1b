//! The open plan across a kill: its file and every decision are kept as they are made.

use super::Source;
use crate::explorer::Shared;
use crate::present;
use crate::views::{DateOrderView, ImportPolicies, ResolutionView, ShelfAnswer};
use bookhive::HiveId;
use library::import::{self, Mapping, Opened, ParseOptions, ParsedExport, PlanOptions, Resolution, Winner};
use library::{BookId, KeptPlan};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Instant;

/// What was decided, in the words of the page.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Decisions {
    date_order: Option<DateOrderView>,
    /// Of a table: what its columns hold.
    mapping: Option<Mapping>,
    policies: Option<ImportPolicies>,
    shelves: BTreeMap<String, ShelfAnswer>,
    left_out: BTreeSet<u32>,
    authors: BTreeMap<u32, Vec<String>>,
    matches: BTreeMap<HiveId, ResolutionView>,
    winners: BTreeMap<u32, Winner>,
}

impl Decisions {
    fn of(source: &Source, options: &PlanOptions) -> Self {
        let matches = options.matches.iter().map(|(own, resolution)| {
            let view = match resolution {
                Resolution::Book(book) => ResolutionView::Book { id: book.get() },
                Resolution::Catalogue(book) => ResolutionView::Catalogue { hive_id: book.id.to_string() },
                Resolution::AsFile => ResolutionView::AsFile,
            };
            (own.clone(), view)
        });
        let shelves = options.shelves.iter();
        Self {
            date_order: source.date_order.map(present::date_order_view),
            mapping: source.table.as_ref().map(|explained| explained.mapping.clone()),
            policies: Some(present::policies_view(options.policies)),
            shelves: shelves.map(|(shelf, answer)| (shelf.clone(), present::shelf_view(*answer))).collect(),
            left_out: options.left_out.clone(),
            authors: options.authors.clone(),
            matches: matches.collect(),
            winners: options.winners.clone(),
        }
    }
}

impl Shared {
    /// Keeps the decisions as they are now. Failing to is no reason not to show the plan.
    pub(super) fn keep_decisions(&self, source: &Source, options: &PlanOptions) {
        if source.own.is_some() {
            return;
        }
        let json = serde_json::to_string(&Decisions::of(source, options)).unwrap_or_default();
        if let Err(error) = self.library.keep_decisions(&json) {
            tracing::warn!(%error, "the decisions about the plan could not be kept");
        }
    }

    /// Opens the plan that was open when the app ended, if it was for the account on screen.
    pub(crate) fn reopen_plan(self: &Arc<Self>) {
        let kept = match self.library.kept_plan() {
            Ok(Some(kept)) if self.current_account().ok() == Some(kept.account) => kept,
            Ok(_) => return self.take_turn_at_start(),
            Err(error) => return tracing::warn!(%error, "the plan could not be read"),
        };
        if let Err(error) = self.plan_again(kept) {
            tracing::warn!(?error, "the plan could not be opened again");
            let _ = self.library.forget_plan();
        }
    }

    /// The file of an import once more, for the rows as they stood in it.
    pub(super) fn read_again(&self, bytes: Vec<u8>, decisions: &str) -> Option<ParsedExport> {
        match import::open(bytes, &ParseOptions::default()).ok()? {
            Opened::Export(export) => Some(export),
            Opened::Table(table) => {
                let decisions: Decisions = serde_json::from_str(decisions).unwrap_or_default();
                // Earlier versions kept what was said of a header only.
                let mapping = decisions.mapping.or_else(|| self.remembered_mapping(&table, false))?;
                table.read(&mapping, &ParseOptions::default()).ok()
            }
        }
    }

    fn take_turn_at_start(self: &Arc<Self>) {
        if let Err(error) = self.next_turn() {
            tracing::warn!(?error, "the next file could not be read");
        }
    }

    fn plan_again(self: &Arc<Self>, kept: KeptPlan) -> Result<(), crate::IpcError> {
        let began = Instant::now();
        let decisions: Decisions = serde_json::from_str(&kept.decisions).unwrap_or_default();
        match import::open(kept.bytes, &ParseOptions::default())? {
            Opened::Export(export) => self.plan_export(kept.file_name, export, None, began)?,
            Opened::Table(table) => match &decisions.mapping {
                Some(mapping) => self.plan_table(&kept.file_name, &Arc::new(table), mapping)?,
                None => self.take_table(kept.file_name, table)?,
            },
        }
        let _turn = self.deciding();
        // A table whose columns wait for their meaning has no plan yet.
        let Ok((source, mut options)) = self.open_source() else { return Ok(()) };
        let source = match decisions.date_order {
            Some(order) => Arc::new(source.with_date_order(present::date_order(order))),
            None => source,
        };
        if let Some(policies) = decisions.policies {
            options.policies = present::policies(policies);
        }
        let shelves = decisions.shelves.into_iter();
        options.shelves.extend(shelves.map(|(shelf, answer)| (shelf, present::shelf_answer(answer))));
        options.left_out = decisions.left_out;
        options.authors = decisions.authors;
        options.winners = decisions.winners;
        for (own, view) in decisions.matches {
            let resolution = match view {
                ResolutionView::Book { id } => Some(Resolution::Book(BookId::new(id))),
                ResolutionView::AsFile => Some(Resolution::AsFile),
                ResolutionView::Catalogue { hive_id } => {
                    let book = HiveId::parse(&hive_id)
                        .ok()
                        .map(|id| self.library.catalogue_book(&id))
                        .transpose()?;
                    book.flatten().map(|book| Resolution::Catalogue(Arc::new(book)))
                }
                ResolutionView::Undecided => None,
            };
            options.matches.extend(resolution.map(|resolution| (own, resolution)));
        }
        self.replan(source, options)?;
        self.start_look_ups();
        Ok(())
    }
}
