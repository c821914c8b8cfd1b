use super::books::{row, status, status_view};
use super::{cost_within, patch_words};
use crate::views::{
    BookChanges, BookConflict, BookLink, ChangeView, DayChangeView, EditOutcome, EditPreview, EditView,
    FieldChange, FieldTally, IsbnProblem, MatchPlanView, MatchView, NewBookView, PlanCost, ReadStepView,
    ReadView, ReadingProgress, ReadsChangeView, SharedView, SpreadView, TagCount, TagsChangeView,
};
use crate::{ErrorCode, IpcError};
use bookhive::isbn::{InvalidIsbn, Isbn10, Isbn13};
use bookhive::{Day, HiveId, Identifiers, PreviousRead, Stars};
use library::{
    Addition, Budget, Change, DayChange, Edit, LocalPatches, Match, MatchPlan, Patch, Progress, ReadStep,
    ReadsChange, SharedValues, Spread, TagsChange,
};
use url::Url;

/// What the page asks to change. What the page should not have sent is a `badRequest`, what a person may have typed has
/// a code of its own.
pub(crate) fn edit(view: EditView) -> Result<Edit, IpcError> {
    let stars = |value| Stars::new(value).map_err(|_| bad("stars are 1 to 10"));
    Ok(Edit {
        status: change(view.status, |value| Ok(status(value)))?,
        stars: change(view.stars, stars)?,
        owned: change(view.owned, Ok)?,
        started: day_change(view.started)?,
        finished: day_change(view.finished)?,
        review: change(view.review, Ok)?,
        progress: change(view.progress, progress)?,
        previous_reads: reads_change(view.previous_reads)?,
        title: view.title.map_or(Change::Keep, Change::Set),
        authors: view.authors.map_or(Change::Keep, Change::Set),
        isbn10: change(view.isbn10, |text| Isbn10::parse(&text).map_err(no_isbn))?,
        isbn13: change(view.isbn13, |text| Isbn13::parse(&text).map_err(no_isbn))?,
        goodreads_id: change(view.goodreads_id, |text| goodreads(&text))?,
        tags: match view.tags {
            None => TagsChange::Keep,
            Some(TagsChangeView::Set { tags }) => TagsChange::Set(tags),
            Some(TagsChangeView::Clear) => TagsChange::Clear,
            Some(TagsChangeView::Adjust { add, remove }) => TagsChange::Adjust { add, remove },
        },
        local: view
            .local
            .unwrap_or_default()
            .into_iter()
            .map(|(key, value)| Ok((key, change(Some(value), Ok)?)))
            .collect::<Result<_, IpcError>>()?,
        today: view.today.as_deref().map(day).transpose()?,
    })
}

fn bad(words: &str) -> IpcError {
    IpcError::new(ErrorCode::BadRequest, words)
}

fn no_isbn(_: InvalidIsbn) -> IpcError {
    IpcError::new(ErrorCode::NotAnIsbn, "the digits are no ISBN, or its check digit does not fit")
}

/// Goodreads numbers its books; anything else would make a link to somewhere else.
fn goodreads(text: &str) -> Result<String, IpcError> {
    let text = text.trim();
    if text.is_empty() || text.len() > 20 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(IpcError::new(ErrorCode::NotAGoodreadsId, "a number of Goodreads has digits only"));
    }
    Ok(text.to_owned())
}

fn day(text: &str) -> Result<Day, IpcError> {
    Day::parse(text).map_err(|_| bad("a day is written YYYY-MM-DD"))
}

fn change<A, B>(
    view: Option<ChangeView<A>>,
    of: impl FnOnce(A) -> Result<B, IpcError>,
) -> Result<Change<B>, IpcError> {
    match view {
        Some(ChangeView::Set { value }) => of(value).map(Change::Set),
        Some(ChangeView::Clear) => Ok(Change::Clear),
        None => Ok(Change::Keep),
    }
}

fn day_change(view: Option<DayChangeView>) -> Result<DayChange, IpcError> {
    Ok(match view {
        None => DayChange::Keep,
        Some(DayChangeView::Set { value }) => DayChange::Set(day(&value)?),
        Some(DayChangeView::Clear) => DayChange::Clear,
        Some(DayChangeView::Shift { days }) => DayChange::Shift(days),
    })
}

fn progress(view: ReadingProgress) -> Result<Progress, IpcError> {
    let ReadingProgress { percent, page, pages } = view;
    if percent.is_some_and(|percent| percent > 100) || pages == Some(0) {
        return Err(bad("progress is 0 to 100 per cent of at least a page"));
    }
    Ok(Progress { percent, page, pages })
}

fn reads_change(view: Option<ReadsChangeView>) -> Result<ReadsChange, IpcError> {
    let read = |view: ReadView| -> Result<PreviousRead, IpcError> {
        let started = view.started.as_deref().map(day).transpose()?;
        Ok(PreviousRead { started, finished: day(&view.finished)? })
    };
    let step = |view| -> Result<ReadStep, IpcError> {
        Ok(match view {
            ReadStepView::Add { read: added } => ReadStep::Add(read(added)?),
            ReadStepView::Replace { was, is } => ReadStep::Replace { was: read(was)?, is: read(is)? },
            ReadStepView::Remove { read: removed } => ReadStep::Remove(read(removed)?),
        })
    };
    Ok(match view {
        None => ReadsChange::Keep,
        Some(ReadsChangeView::Clear) => ReadsChange::Clear,
        Some(ReadsChangeView::Each { steps }) => {
            ReadsChange::Each(steps.into_iter().map(step).collect::<Result<_, _>>()?)
        }
    })
}

pub(crate) fn edited(outcome: library::EditOutcome) -> EditOutcome {
    EditOutcome {
        group: outcome.group.map(library::GroupId::get),
        changed: outcome.changed,
        unchanged: outcome.unchanged,
        conflicts: outcome.conflicts + outcome.refused,
    }
}

/// What so many updates cost, at 2 points each. `budgets` are those of the account's server; `None` without one.
pub(crate) fn update_cost(updates: usize, budgets: Option<&[Budget]>) -> Option<PlanCost> {
    budgets.map(|budgets| cost_within(updates * 2, budgets))
}

/// `budgets` are those of the account's server; `None` without one.
pub(crate) fn edit_preview(preview: library::EditPreview, budgets: Option<&[Budget]>) -> EditPreview {
    let cost = update_cost(preview.updates as usize, budgets);
    EditPreview {
        changed: preview.changed,
        unchanged: preview.unchanged,
        conflicts: preview.conflicts,
        refused: preview.refused,
        fields: preview
            .fields
            .into_iter()
            .map(|tally| FieldTally { field: tally.field, changed: tally.changed })
            .collect(),
        examples: preview
            .examples
            .into_iter()
            .map(|(book, patches, local)| BookChanges { book: row(book), changes: changes(&patches, local) })
            .collect(),
        in_conflict: preview
            .in_conflict
            .into_iter()
            .map(|(book, fields)| BookConflict { book: row(book), fields })
            .collect(),
        refusals: preview.refusals.into_iter().map(|refusal| row(refusal.book)).collect(),
        cost,
        digest: preview.digest,
    }
}

fn changes(patches: &[Patch], local: LocalPatches) -> Vec<FieldChange> {
    // Named as in the history, so that none is taken for a field of the record.
    let here = local.into_iter().map(|(key, before, after)| FieldChange {
        field: format!("local.{key}"),
        before,
        after,
    });
    patches.iter().map(patch_words).chain(here).collect()
}

pub(crate) fn shared(values: SharedValues) -> SharedView {
    fn spread<A, B>(spread: Spread<A>, of: impl Fn(A) -> B) -> SpreadView<B> {
        let (least, most) = spread.range.map(|(least, most)| (of(least), of(most))).unzip();
        SpreadView { empty: spread.empty, least, most }
    }
    SharedView {
        books: values.books,
        status: spread(values.status, status_view),
        stars: spread(values.stars, |stars| stars),
        started: spread(values.started, |day| day),
        finished: spread(values.finished, |day| day),
        owned: spread(values.owned, |owned| owned),
        format: spread(values.format, |format| format),
        reviews: values.reviews,
        tags: values.tags.into_iter().map(|(tag, books)| TagCount { tag, books }).collect(),
    }
}

pub(crate) fn addition(view: NewBookView) -> Result<Addition, IpcError> {
    let identifiers =
        identifiers(view.isbn10.as_deref(), view.isbn13.as_deref(), view.goodreads_id.as_deref())?;
    Ok(Addition {
        title: view.title,
        authors: view.authors,
        hive_id: view.hive_id.as_deref().map(hive_id).transpose()?,
        identifiers,
        status: view.status.map(status),
        local: view.pages.map(|pages| ("pages".to_owned(), pages.to_string())).into_iter().collect(),
        ..Addition::default()
    })
}

fn hive_id(text: &str) -> Result<HiveId, IpcError> {
    HiveId::parse(text).map_err(|_| bad("not the shape of a hive id"))
}

fn identifiers(
    isbn10: Option<&str>,
    isbn13: Option<&str>,
    goodreads_id: Option<&str>,
) -> Result<Identifiers, IpcError> {
    Ok(Identifiers {
        hive_id: None,
        isbn10: isbn10.map(Isbn10::parse).transpose().map_err(no_isbn)?,
        isbn13: isbn13.map(Isbn13::parse).transpose().map_err(no_isbn)?,
        goodreads_id: goodreads_id.map(goodreads).transpose()?,
    })
}

/// The work that the page means. Its hive id is the catalogue's, or the one that BookHive would give it.
pub(crate) fn wanted(view: MatchView) -> Result<Match, IpcError> {
    let identifiers =
        identifiers(view.isbn10.as_deref(), view.isbn13.as_deref(), view.goodreads_id.as_deref())?;
    let known = view.hive_id.as_deref().map(hive_id).transpose()?;
    let named = Addition { title: view.title, authors: view.authors, hive_id: known, ..Addition::default() };
    let hive_id = named.hive_id().ok_or_else(|| {
        let missing =
            if named.title.trim().is_empty() { ErrorCode::TitleMissing } else { ErrorCode::AuthorMissing };
        IpcError::new(missing, "a book has a title and an author")
    })?;
    Ok(Match { hive_id, title: named.title, authors: named.authors, identifiers })
}

pub(crate) fn match_plan(plan: MatchPlan) -> MatchPlanView {
    let list = |patches: &[Patch]| changes(patches, LocalPatches::new());
    match plan {
        MatchPlan::Same => MatchPlanView::Same,
        MatchPlan::Change(patches) => MatchPlanView::Change { changes: list(&patches) },
        MatchPlan::Merge { into, patches } => {
            MatchPlanView::Merge { into: Box::new(row(*into)), changes: list(&patches) }
        }
    }
}

/// A line of pasted text as an ISBN in its long form.
pub(crate) fn isbn(text: &str) -> Result<Isbn13, IsbnProblem> {
    match (Isbn13::parse(text), Isbn10::parse(text)) {
        (Ok(long), _) => Ok(long),
        (_, Ok(short)) => Ok(short.to_isbn13()),
        (Err(InvalidIsbn::Checksum), _) | (_, Err(InvalidIsbn::Checksum)) => Err(IsbnProblem::CheckDigit),
        _ => Err(IsbnProblem::Shape),
    }
}

/// The page about a book, when the book has what its address is made of. Each part was read as digits or letters only,
/// so no record can lead anywhere else.
pub(crate) fn link(record: &bookhive::BookRecord, link: BookLink) -> Option<Url> {
    let identifiers = record.identifiers();
    let address = match link {
        BookLink::Bookhive => format!("https://bookhive.buzz/books/{}", record.hive_id()?),
        BookLink::Goodreads => {
            let number = goodreads(&identifiers.goodreads_id?).ok()?;
            format!("https://www.goodreads.com/book/show/{number}")
        }
        BookLink::OpenLibrary => {
            let long = identifiers.isbn13.or_else(|| identifiers.isbn10.map(|short| short.to_isbn13()))?;
            format!("https://openlibrary.org/isbn/{long}")
        }
    };
    Url::parse(&address).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn links_lead_to_three_sites_and_nowhere_else() {
        let record = |goodreads: &str| {
            let value = json!({"hiveId": "bk_73LNzIlk0cwq7dpRTO5m",
                "identifiers": {"goodreadsId": goodreads, "isbn10": "080442957X"}});
            bookhive::BookRecord::from_value(value).unwrap()
        };
        let address = |record, which| link(&record, which).map(String::from);
        assert_eq!(
            address(record("42"), BookLink::Bookhive).as_deref(),
            Some("https://bookhive.buzz/books/bk_73LNzIlk0cwq7dpRTO5m")
        );
        assert_eq!(
            address(record("42"), BookLink::Goodreads).as_deref(),
            Some("https://www.goodreads.com/book/show/42")
        );
        assert_eq!(
            address(record("42"), BookLink::OpenLibrary).as_deref(),
            Some("https://openlibrary.org/isbn/9780804429573")
        );
        for odd in ["../../evil", "42?x=javascript:", "", "https://evil.example"] {
            assert_eq!(address(record(odd), BookLink::Goodreads), None, "{odd}");
        }
    }

    #[test]
    fn what_a_person_typed_wrong_has_words_of_its_own() {
        let code = |view| edit(view).map(|_| ()).unwrap_err().code;
        let isbn13 = Some(ChangeView::Set { value: "9780804429574".to_owned() });
        assert_eq!(code(EditView { isbn13, ..EditView::default() }), ErrorCode::NotAnIsbn);
        let goodreads_id = Some(ChangeView::Set { value: "x".to_owned() });
        assert_eq!(code(EditView { goodreads_id, ..EditView::default() }), ErrorCode::NotAGoodreadsId);
        let finished = Some(DayChangeView::Set { value: "2024-02-30".to_owned() });
        assert_eq!(code(EditView { finished, ..EditView::default() }), ErrorCode::BadRequest);
        let stars = Some(ChangeView::Set { value: 11 });
        assert_eq!(code(EditView { stars, ..EditView::default() }), ErrorCode::BadRequest);
    }

    #[test]
    fn the_check_digit_is_told_from_the_shape() {
        assert_eq!(isbn("0-8044-2957-X").map(|isbn| isbn.to_string()), Ok("9780804429573".to_owned()));
        assert_eq!(isbn("9780804429574"), Err(IsbnProblem::CheckDigit));
        assert_eq!(isbn("Dracula"), Err(IsbnProblem::Shape));
    }
}
