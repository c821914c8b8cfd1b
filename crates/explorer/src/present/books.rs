use crate::views::{
    BookDetail, BookLink, BookPage, BookRow, CountsView, EditOutcome, LocalField, ReadView, ReadingProgress,
    StatusView,
};
use bookhive::Status;
use library::{Book, BookSummary, Counts, Draft};

pub(crate) fn status_view(status: Status) -> StatusView {
    match status {
        Status::Finished => StatusView::Finished,
        Status::Reading => StatusView::Reading,
        Status::WantToRead => StatusView::WantToRead,
        Status::Abandoned => StatusView::Abandoned,
    }
}

pub(super) fn status(view: StatusView) -> Status {
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
        cover: book.cover,
        added: book
            .created
            .and_then(|at| jiff::Timestamp::from_microsecond(at).ok())
            .map(|at| bookhive::Day::from_timestamp(at).to_string()),
        format: book.format,
        pages: book.pages,
        year: book.published,
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

pub(crate) fn detail(book: Book, drafts: Vec<Draft>) -> BookDetail {
    let drafts = super::drafts::drafts(drafts, &book);
    let record = &book.record;
    let identifiers = record.identifiers();
    BookDetail {
        drafts,
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
        progress: progress(record),
        links: [BookLink::Bookhive, BookLink::Goodreads, BookLink::OpenLibrary]
            .into_iter()
            .filter(|&which| super::edits::link(record, which).is_some())
            .collect(),
        added: record.created_at().map(|at| at.to_string()).unwrap_or_default(),
        local: book.local.into_iter().map(|(name, value)| LocalField { name, value }).collect(),
        record: serde_json::to_string_pretty(&book.record.to_value()).unwrap_or_default(),
        row: row(book.summary),
    }
}

fn progress(record: &bookhive::BookRecord) -> Option<ReadingProgress> {
    let progress = record.get(bookhive::Field::BookProgress)?;
    let number = |key: &str| u32::try_from(progress.get(key)?.as_u64()?).ok();
    let percent = record.progress_percent();
    let known = ReadingProgress { percent, page: number("currentPage"), pages: number("totalPages") };
    (known != ReadingProgress::default()).then_some(known)
}

pub(crate) fn undone(outcome: library::UndoOutcome) -> EditOutcome {
    EditOutcome {
        group: outcome.group.map(library::GroupId::get),
        changed: outcome.restored,
        unchanged: outcome.unchanged,
        conflicts: outcome.conflicts,
    }
}
