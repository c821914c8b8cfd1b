use super::{catalogue_book, row, tier, update_cost};
use crate::views::{
    DoubtCandidate, DoubtfulBookView, EnrichmentPreview, FillView, FilledView, GapCount, GapFill, GapView,
};
use library::import::matching::likeness;
use library::{Budget, Candidate, DoubtfulBook, Fill, Filled, Gap, GroupId};
use std::collections::BTreeMap;

const fn gap(gap: Gap) -> GapView {
    match gap {
        Gap::HiveId => GapView::HiveId,
        Gap::Link => GapView::Link,
        Gap::Isbn => GapView::Isbn,
        Gap::Goodreads => GapView::Goodreads,
        Gap::Pages => GapView::Pages,
        Gap::Year => GapView::Year,
        Gap::Genres => GapView::Genres,
    }
}

pub(crate) fn gap_counts(gaps: &BTreeMap<Gap, u32>) -> Vec<GapCount> {
    gaps.iter().map(|(one, books)| GapCount { gap: gap(*one), books: *books }).collect()
}

/// `budgets` are those of the account's server; `None` without one.
pub(crate) fn enrichment_preview(
    preview: library::EnrichmentPreview,
    budgets: Option<&[Budget]>,
) -> EnrichmentPreview {
    EnrichmentPreview {
        books: preview.books,
        gaps: gap_counts(&preview.gaps),
        conflicts: preview.conflicts,
        cost: update_cost(preview.updates as usize, budgets),
        digest: preview.seen.digest(),
        examples: preview.examples.into_iter().map(fill).collect(),
    }
}

fn fill(fill: Fill) -> FillView {
    let gaps = fill.gaps.into_iter().map(|(one, value)| GapFill { gap: gap(one), value });
    FillView { gaps: gaps.collect(), book: row(fill.book), of: catalogue_book(fill.of) }
}

pub(crate) fn filled(filled: Filled) -> FilledView {
    FilledView {
        group: filled.group.map(GroupId::get),
        filled: filled.filled,
        partly: filled.partly,
        settled: filled.settled,
        gone: filled.gone,
        conflicts: filled.conflicts + filled.refused,
    }
}

pub(crate) fn doubtful_book(doubtful: DoubtfulBook) -> DoubtfulBookView {
    let DoubtfulBook { book, candidates } = doubtful;
    let candidates = candidates.into_iter().map(|Candidate { book: of, tier: how }| {
        let alike = likeness(&book.title, &book.authors, &of.title, &of.authors);
        DoubtCandidate {
            tier: tier(how),
            same_title: alike.same_words,
            same_author: alike.author >= SAME_AUTHOR,
            book: catalogue_book(of),
        }
    });
    DoubtfulBookView { candidates: candidates.collect(), book: row(book) }
}

/// From here on two names are taken for one by themselves.
const SAME_AUTHOR: f64 = 0.9;
