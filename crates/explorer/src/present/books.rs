use crate::views::{
    BookDetail, BookPage, BookRow, ChangeView, CountsView, EditOutcome, EditView, LocalField, ReadView,
    StatusView,
};
use crate::{ErrorCode, IpcError};
use bookhive::{Stars, Status};
use library::{Book, BookSummary, Change, Counts, Edit};

pub(crate) fn status_view(status: Status) -> StatusView {
    match status {
        Status::Finished => StatusView::Finished,
        Status::Reading => StatusView::Reading,
        Status::WantToRead => StatusView::WantToRead,
        Status::Abandoned => StatusView::Abandoned,
    }
}

fn status(view: StatusView) -> Status {
    match view {
        StatusView::Finished => Status::Finished,
        StatusView::Reading => Status::Reading,
        StatusView::WantToRead => Status::WantToRead,
        StatusView::Abandoned => Status::Abandoned,
    }
}

pub(crate) fn row(book: BookSummary) -> BookRow {
    BookRow {
        id: book.id.get(),
        title: book.title,
        authors: book.authors,
        status: book.status.map(status_view),
        stars: book.stars,
        started: book.started,
        finished: book.finished,
        progress: book.progress,
        owned: book.owned,
        has_review: book.has_review,
        tags: book.tags,
        hive_id: book.hive_id,
        waiting: book.waiting,
    }
}

pub(crate) fn page(page: library::BookPage, offset: u32) -> BookPage {
    BookPage {
        rows: page.rows.into_iter().map(row).collect(),
        offset,
        matching: page.matching,
        total: page.total,
    }
}

pub(crate) fn counts(counts: Counts) -> CountsView {
    CountsView {
        all: counts.all,
        finished: counts.finished,
        reading: counts.reading,
        want_to_read: counts.want_to_read,
        abandoned: counts.abandoned,
        none: counts.none,
    }
}

pub(crate) fn detail(book: Book) -> BookDetail {
    let record = &book.record;
    let identifiers = record.identifiers();
    BookDetail {
        review: record.review().map(str::to_owned),
        previous_reads: record
            .previous_reads()
            .into_iter()
            .map(|read| ReadView {
                started: read.started.map(|day| day.to_string()),
                finished: read.finished.to_string(),
            })
            .collect(),
        isbn10: identifiers.isbn10.map(|isbn| isbn.to_string()),
        isbn13: identifiers.isbn13.map(|isbn| isbn.to_string()),
        goodreads_id: identifiers.goodreads_id,
        added: record.created_at().map(|at| at.to_string()).unwrap_or_default(),
        local: book.local.into_iter().map(|(name, value)| LocalField { name, value }).collect(),
        record: serde_json::to_string_pretty(&book.record.to_value()).unwrap_or_default(),
        row: row(book.summary),
    }
}

/// What the page asks to change; stars outside 1 to 10 are a fault of the page.
pub(crate) fn edit(view: EditView) -> Result<Edit, IpcError> {
    let stars = match view.stars {
        Some(ChangeView::Set { value }) => Change::Set(
            Stars::new(value).map_err(|_| IpcError::new(ErrorCode::BadRequest, "stars are 1 to 10"))?,
        ),
        Some(ChangeView::Clear) => Change::Clear,
        None => Change::Keep,
    };
    Ok(Edit { status: change(view.status, status), stars, owned: change(view.owned, |owned| owned) })
}

fn change<A, B>(view: Option<ChangeView<A>>, of: impl FnOnce(A) -> B) -> Change<B> {
    match view {
        Some(ChangeView::Set { value }) => Change::Set(of(value)),
        Some(ChangeView::Clear) => Change::Clear,
        None => Change::Keep,
    }
}

pub(crate) fn edited(outcome: library::EditOutcome) -> EditOutcome {
    EditOutcome {
        group: outcome.group.map(library::GroupId::get),
        changed: outcome.changed,
        unchanged: outcome.unchanged,
        conflicts: 0,
    }
}

pub(crate) fn undone(outcome: library::UndoOutcome) -> EditOutcome {
    EditOutcome {
        group: outcome.group.map(library::GroupId::get),
        changed: outcome.restored,
        unchanged: outcome.unchanged,
        conflicts: outcome.conflicts,
    }
}
