use super::{row as book_row, status_view};
use crate::views::{
    BookRow, DateOrderView, FailedRow, FieldChange, ImportPhase, ImportPolicies, ImportPolicy, PlanCost,
    PlanFilter, PlanRow as PlanRowView, PlanSums, PlanTiles, ProgressView, RowFate, RowNeed, ShelfAnswer,
    ShelfQuestion, TierView, TileView,
};
use bookhive::catalogue::CatalogueBook;
use bookhive::{Day, Field, Status};
use library::import::matching::Tier;
use library::import::{
    self, Fate, ImportPlan, LocalFields, NeedsYou, Outcome, PlanRow, PlannedRow, Policies, Policy, Tile,
};
use library::{BookSummary, Budget, ImportProgress, Patch};
use serde_json::Value;

/// Write points of the reference PDS: budgets per account. Servers that differ say so when they are reached.
const POINTS_PER_HOUR: u32 = 5_000;
const POINTS_PER_DAY: u32 = 35_000;

pub(crate) fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

pub(crate) fn sums(sums: &import::PlanSums) -> PlanSums {
    PlanSums {
        new: count(sums.new),
        changed: count(sums.changed),
        unchanged: count(sums.unchanged),
        conflict: count(sums.conflict),
        joined: count(sums.joined),
        needs_you: count(sums.needs_you),
        left_out: count(sums.left_out),
        problems: count(sums.problems),
    }
}

/// Each hour's points go in seconds; what is left over waits for the next hour, and a day's for the next day.
pub(crate) fn cost(points: usize) -> PlanCost {
    cost_within(points, &[])
}

/// As [`cost`], within the budgets that the server has told of.
pub(crate) fn cost_within(points: usize, budgets: &[Budget]) -> PlanCost {
    let told = |seconds: u64| budgets.iter().find(|budget| budget.seconds == seconds && budget.points > 0);
    let of =
        |seconds, usual| told(seconds).map_or(usual, |budget| u32::try_from(budget.points).unwrap_or(usual));
    let (per_hour, per_day) = (of(3_600, POINTS_PER_HOUR), of(86_400, POINTS_PER_DAY));
    let points = count(points);
    let last = points.saturating_sub(1);
    let (days, rest) = (last / per_day, last % per_day);
    PlanCost {
        points,
        points_per_hour: per_hour,
        points_per_day: per_day,
        minutes: days * 24 * 60 + rest / per_hour * 60,
    }
}

pub(crate) fn policy(view: ImportPolicy) -> Policy {
    match view {
        ImportPolicy::FillEmpty => Policy::FillEmpty,
        ImportPolicy::NewerWins => Policy::NewerWins,
        ImportPolicy::FileWins => Policy::FileWins,
        ImportPolicy::Ask => Policy::Ask,
    }
}

pub(crate) fn policies(view: ImportPolicies) -> Policies {
    Policies {
        status: policy(view.status),
        rating: policy(view.rating),
        review: policy(view.review),
        owned: policy(view.owned),
        local: policy(view.local),
    }
}

pub(crate) fn policies_view(policies: Policies) -> ImportPolicies {
    ImportPolicies {
        status: policy_view(policies.status),
        rating: policy_view(policies.rating),
        review: policy_view(policies.review),
        owned: policy_view(policies.owned),
        local: policy_view(policies.local),
    }
}

fn policy_view(policy: Policy) -> ImportPolicy {
    match policy {
        Policy::FillEmpty => ImportPolicy::FillEmpty,
        Policy::NewerWins => ImportPolicy::NewerWins,
        Policy::FileWins => ImportPolicy::FileWins,
        Policy::Ask => ImportPolicy::Ask,
    }
}

pub(crate) fn date_order(view: DateOrderView) -> import::DateOrder {
    match view {
        DateOrderView::MonthFirst => import::DateOrder::MonthFirst,
        DateOrderView::DayFirst => import::DateOrder::DayFirst,
    }
}

pub(crate) fn date_order_view(order: import::DateOrder) -> DateOrderView {
    match order {
        import::DateOrder::MonthFirst => DateOrderView::MonthFirst,
        import::DateOrder::DayFirst => DateOrderView::DayFirst,
    }
}

pub(crate) fn shelf_answer(view: ShelfAnswer) -> import::ShelfAnswer {
    match view {
        ShelfAnswer::NoStatus => import::ShelfAnswer::NoStatus,
        ShelfAnswer::Finished => import::ShelfAnswer::Status(Status::Finished),
        ShelfAnswer::Reading => import::ShelfAnswer::Status(Status::Reading),
        ShelfAnswer::WantToRead => import::ShelfAnswer::Status(Status::WantToRead),
        ShelfAnswer::Abandoned => import::ShelfAnswer::Status(Status::Abandoned),
        ShelfAnswer::LeaveOut => import::ShelfAnswer::LeaveOut,
    }
}

pub(crate) fn shelf_view(answer: import::ShelfAnswer) -> ShelfAnswer {
    match answer {
        import::ShelfAnswer::NoStatus => ShelfAnswer::NoStatus,
        import::ShelfAnswer::LeaveOut => ShelfAnswer::LeaveOut,
        import::ShelfAnswer::Status(Status::Finished) => ShelfAnswer::Finished,
        import::ShelfAnswer::Status(Status::Reading) => ShelfAnswer::Reading,
        import::ShelfAnswer::Status(Status::WantToRead) => ShelfAnswer::WantToRead,
        import::ShelfAnswer::Status(Status::Abandoned) => ShelfAnswer::Abandoned,
    }
}

pub(crate) fn shelves(plan: &ImportPlan) -> Vec<ShelfQuestion> {
    let view = |question: &import::ShelfQuestion| ShelfQuestion {
        shelf: question.shelf.clone(),
        rows: count(question.rows),
        answer: shelf_view(question.answer),
    };
    plan.shelves.iter().map(view).collect()
}

fn fate(outcome: Outcome) -> RowFate {
    match outcome {
        Outcome::New => RowFate::New,
        Outcome::Changed => RowFate::Changed,
        Outcome::Unchanged => RowFate::Unchanged,
        Outcome::Conflict => RowFate::Conflict,
        Outcome::Joined { .. } => RowFate::Joined,
        Outcome::NeedsYou(_) => RowFate::NeedsYou,
        Outcome::LeftOut => RowFate::LeftOut,
        Outcome::Problem => RowFate::Problem,
    }
}

fn tile(tile: Tile) -> TileView {
    match tile {
        Tile::Exact => TileView::Exact,
        Tile::Strong => TileView::Strong,
        Tile::Review => TileView::Review,
        Tile::NoMatch => TileView::NoMatch,
        Tile::Yours => TileView::Yours,
        Tile::Conflict => TileView::Conflict,
        Tile::Problem => TileView::Problem,
    }
}

pub(crate) fn tier(tier: Tier) -> TierView {
    match tier {
        Tier::Exact => TierView::Exact,
        Tier::Strong => TierView::Strong,
        Tier::Review => TierView::Review,
        Tier::None => TierView::None,
    }
}

pub(crate) fn tiles(plan: &ImportPlan) -> PlanTiles {
    let of = |tile| count(plan.tiles.get(&tile).copied().unwrap_or_default());
    let rows = |is: &dyn Fn(&PlanRow) -> bool| count(plan.rows.iter().filter(|row| is(row)).count());
    PlanTiles {
        exact: of(Tile::Exact),
        strong: of(Tile::Strong),
        review: of(Tile::Review),
        open: rows(&|row| row.outcome == Outcome::NeedsYou(NeedsYou::Match)),
        no_match: of(Tile::NoMatch),
        yours: of(Tile::Yours),
        gaining: rows(&|row| row.tile == Tile::Yours && row.outcome == Outcome::Changed),
        conflict: of(Tile::Conflict),
        problem: of(Tile::Problem),
    }
}

/// Whether the row belongs to that part of the plan.
pub(crate) fn shows(filter: PlanFilter, row: &PlanRow) -> bool {
    let fate = fate(row.outcome);
    match filter {
        PlanFilter::All => true,
        PlanFilter::WorthALook => {
            let asks = [RowFate::NeedsYou, RowFate::Conflict, RowFate::Problem, RowFate::Changed];
            row.worth_a_look || asks.contains(&fate)
        }
        PlanFilter::Exact => row.tile == Tile::Exact,
        PlanFilter::Strong => row.tile == Tile::Strong,
        PlanFilter::Review => row.tile == Tile::Review,
        PlanFilter::NoMatch => row.tile == Tile::NoMatch,
        PlanFilter::Yours => row.tile == Tile::Yours,
        PlanFilter::Conflict => row.tile == Tile::Conflict,
        PlanFilter::Problem => row.tile == Tile::Problem,
        PlanFilter::New => fate == RowFate::New,
        PlanFilter::Changed => fate == RowFate::Changed,
        PlanFilter::Unchanged => fate == RowFate::Unchanged,
        PlanFilter::Joined => fate == RowFate::Joined,
        PlanFilter::NeedsYou => fate == RowFate::NeedsYou,
        PlanFilter::LeftOut => fate == RowFate::LeftOut,
        PlanFilter::Problems => fate == RowFate::Problem,
    }
}

/// A row of the plan; `yours` is the book that is already there.
pub(crate) fn plan_row(
    brief: &PlanRow,
    planned: &PlannedRow,
    yours: Option<BookSummary>,
    catalogue: Option<CatalogueBook>,
) -> PlanRowView {
    let row = &planned.row;
    let mut notes: Vec<String> = planned.notes.iter().map(ToString::to_string).collect();
    if let Fate::NeedsYou(NeedsYou::Author) = planned.fate {
        notes.push("The file names no author; a book needs one.".to_owned());
    }
    PlanRowView {
        line: planned.line,
        title: row.title.clone(),
        authors: row.authors.clone(),
        status: row.status.map(status_view),
        shelf: row.shelf.clone(),
        stars: row.stars.map(bookhive::Stars::half_stars),
        stars_in_file: row.stars_in_file.clone(),
        started: row.started.map(|day| day.to_string()),
        finished: row.finished.map(|day| day.to_string()),
        previous_reads: count(row.previous_reads.len()),
        hive_id: row.hive_id.as_ref().map(ToString::to_string),
        fate: fate(brief.outcome),
        tile: tile(brief.tile),
        needs: match brief.outcome {
            Outcome::NeedsYou(NeedsYou::Author) => Some(RowNeed::Author),
            Outcome::NeedsYou(NeedsYou::Match) => Some(RowNeed::Match),
            Outcome::Conflict => Some(RowNeed::Winner),
            _ => None,
        },
        catalogue: catalogue.map(super::catalogue_book),
        joined_with: match planned.fate {
            Fate::Joined { with_line } => Some(with_line),
            _ => None,
        },
        yours: yours.map(|book| -> BookRow { book_row(book) }),
        changes: changes(&planned.fate),
        notes,
    }
}

fn changes(fate: &Fate) -> Vec<FieldChange> {
    let none = LocalFields::new();
    let (patches, local) = match fate {
        Fate::Changed { patches, local, .. } => (patches, local),
        Fate::Conflict { patches, .. } => (patches, &none),
        _ => return Vec::new(),
    };
    let of_record = patches.iter().map(patch_words);
    // Ids that only help the next import are no news.
    let of_local = local.iter().filter(|(name, _)| *name != "knownAs").map(|(name, value)| FieldChange {
        field: name.clone(),
        before: None,
        after: Some(value.clone()),
    });
    of_record.chain(of_local).collect()
}

/// A change of a record's field as text to read.
pub(crate) fn patch_words(Patch { field, before, after }: &Patch) -> FieldChange {
    FieldChange {
        field: field.as_str().to_owned(),
        before: before.as_ref().map(|value| words(*field, value)),
        after: after.as_ref().map(|value| words(*field, value)),
    }
}

/// A value of a record as text to read. Days are `YYYY-MM-DD` and statuses are named as in the views, both for the page to
/// put into the reader's words; what has no better form is shown as JSON.
pub(super) fn words(field: Field, value: &Value) -> String {
    let text = value.as_str();
    let day = |text: &str| Day::from_datetime(text).map(|day| day.to_string());
    let better = match field {
        Field::StartedAt | Field::FinishedAt | Field::CreatedAt => text.and_then(day),
        Field::Status => text.and_then(Status::from_token).map(|status| status_name(status).to_owned()),
        Field::Stars => value.as_u64().map(|half_stars| {
            let half = if half_stars % 2 == 0 { "" } else { ".5" };
            format!("{}{half} stars", half_stars / 2)
        }),
        Field::Authors => text.map(|authors| authors.replace('\t', ", ")),
        Field::Owned => value.as_bool().map(|owned| if owned { "owned" } else { "not owned" }.to_owned()),
        Field::BookProgress => how_far(value),
        Field::PreviousReads => value.as_array().map(|reads| match reads.len() {
            1 => "1 earlier read".to_owned(),
            count => format!("{count} earlier reads"),
        }),
        Field::Identifiers => value.as_object().map(|identifiers| {
            let known = identifiers.iter().filter(|(name, _)| *name != "hiveId");
            known.filter_map(|(_, id)| id.as_str()).collect::<Vec<_>>().join(", ")
        }),
        _ => None,
    };
    better.or_else(|| text.map(str::to_owned)).unwrap_or_else(|| value.to_string())
}

fn how_far(value: &Value) -> Option<String> {
    let number = |key: &str| value.get(key).and_then(Value::as_u64);
    let of = |at: &str, total: &str| {
        let at = number(at)?;
        Some(number(total).map_or_else(|| at.to_string(), |total| format!("{at} of {total}")))
    };
    let percent = number("percent").map(|percent| format!("{percent} %"));
    percent
        .or_else(|| of("currentPage", "totalPages").map(|pages| format!("page {pages}")))
        .or_else(|| of("currentChapter", "totalChapters").map(|chapters| format!("chapter {chapters}")))
}

fn status_name(status: Status) -> &'static str {
    match status {
        Status::Finished => "finished",
        Status::Reading => "reading",
        Status::WantToRead => "wantToRead",
        Status::Abandoned => "abandoned",
    }
}

pub(crate) fn progress(
    progress: ImportProgress,
    phase: ImportPhase,
    resumes_at: Option<String>,
) -> ProgressView {
    ProgressView {
        import: progress.import.get(),
        file_name: progress.file_name,
        phase: if progress.waiting == 0 { ImportPhase::Done } else { phase },
        rows: progress.rows,
        created: progress.created,
        updated: progress.updated,
        unchanged: progress.unchanged,
        joined: progress.joined,
        left_out: progress.left_out,
        set_aside: progress.set_aside,
        waiting: progress.waiting,
        resumes_at: resumes_at.filter(|_| progress.waiting > 0),
        failed: progress
            .failed
            .into_iter()
            .map(|row| FailedRow {
                line: row.line,
                title: row.title,
                authors: row.authors,
                reason: row.reason.to_string(),
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_of_a_change_are_text_to_read() {
        let check = |field, value: Value, expected: &str| assert_eq!(words(field, &value), expected);
        check(Field::FinishedAt, json!("2020-02-29T12:00:00.000Z"), "2020-02-29");
        check(Field::Status, json!("buzz.bookhive.defs#wantToRead"), "wantToRead");
        check(Field::Status, json!("org.example#paused"), "org.example#paused");
        check(Field::Stars, json!(9), "4.5 stars");
        check(Field::Owned, json!(false), "not owned");
        check(Field::PreviousReads, json!([{}]), "1 earlier read");
        check(Field::Identifiers, json!({ "hiveId": "bk_x", "isbn10": "1", "isbn13": "2" }), "1, 2");
        check(Field::BookProgress, json!({ "percent": 3 }), "3 %");
        check(Field::BookProgress, json!({ "currentPage": 3, "totalPages": 9 }), "page 3 of 9");
        check(Field::BookProgress, json!({ "note": 1 }), "{\"note\":1}");
    }

    #[test]
    fn the_time_of_an_import_is_whole_hours_of_the_servers_budget() {
        for (points, minutes) in
            [(0, 0), (5_000, 0), (5_001, 60), (15_000, 120), (35_000, 360), (35_001, 1440)]
        {
            assert_eq!(cost(points).minutes, minutes, "{points} points");
        }
    }
}
