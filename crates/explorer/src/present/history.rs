//! The history's groups as text to read.

use super::import::words;
use crate::views::{
    BookChangeView, BookEventView, ChangeKindView, DeedView, FieldChange, FieldSumView, GroupPageView,
    GroupView, HistoryPageView, HistoryQueryView, LeftReasonView, LeftView, NamedBook, UndoView, UndoneView,
    WhoseView,
};
use crate::{ErrorCode, IpcError};
use bookhive::Field;
use library::{
    BookChange, BookDeed, BookEvent, ChangeGroup, ChangeKind, GroupPage, HistoryPage, HistoryQuery, LeftAsIs,
    LeftReason, UndoOutcome, Whose,
};
use serde_json::Value;

/// Books whose reasons an undo tells.
const MOST_LEFT: usize = 200;

/// Fields that say nothing of a new book that its name does not.
const OF_THE_NAME: [Field; 7] = [
    Field::Title,
    Field::Authors,
    Field::HiveId,
    Field::CreatedAt,
    Field::Cover,
    Field::Identifiers,
    Field::HiveBookUri,
];

const KINDS: [(ChangeKind, ChangeKindView); 12] = [
    (ChangeKind::Edit, ChangeKindView::Edit),
    (ChangeKind::Add, ChangeKindView::Add),
    (ChangeKind::Delete, ChangeKindView::Delete),
    (ChangeKind::Import, ChangeKindView::Import),
    (ChangeKind::Undo, ChangeKindView::Undo),
    (ChangeKind::Merge, ChangeKindView::Merge),
    (ChangeKind::Match, ChangeKindView::Match),
    (ChangeKind::Repair, ChangeKindView::Repair),
    (ChangeKind::Decision, ChangeKindView::Decision),
    (ChangeKind::Enrich, ChangeKindView::Enrich),
    (ChangeKind::Remote, ChangeKindView::Remote),
    (ChangeKind::Fill, ChangeKindView::Fill),
];

pub(crate) fn group(group: ChangeGroup) -> GroupView {
    let kind = KINDS.iter().find(|(kind, _)| *kind == group.kind);
    GroupView {
        id: group.id.get(),
        kind: kind.map_or(ChangeKindView::Edit, |(_, view)| *view),
        at: group.at.to_string(),
        created: group.created,
        updated: group.updated,
        deleted: group.deleted,
        fields: group
            .fields
            .into_iter()
            .map(|sum| FieldSumView {
                after: sum.after.as_ref().map(|value| said(&sum.field, value)),
                field: sum.field,
                mixed: sum.mixed,
            })
            .collect(),
        file_name: group.file_name,
        book: group.book.map(change),
        of: group.of.map(|of| Box::new(self::group(*of))),
        redo: group.redo,
        undone: group.undone.map(|undone| UndoneView { by: undone.by.get(), at: undone.at.to_string() }),
        waiting: group.waiting,
        set_aside: group.set_aside,
    }
}

fn change(change: BookChange) -> BookChangeView {
    let deed = match change.deed {
        BookDeed::Created => DeedView::Created,
        BookDeed::Updated => DeedView::Updated,
        BookDeed::Deleted => DeedView::Deleted,
    };
    let told = |field: &str| match deed {
        DeedView::Updated => true,
        DeedView::Created => !OF_THE_NAME.iter().any(|name| name.as_str() == field),
        DeedView::Deleted => false,
    };
    BookChangeView {
        place: change.place,
        book: NamedBook {
            id: change.book.id.get(),
            title: change.book.title,
            authors: change.book.authors,
            hive_id: change.book.hive_id,
            cover: change.book.cover,
            here: change.book.here,
        },
        deed,
        fields: change
            .fields
            .into_iter()
            .filter(|change| told(&change.field))
            .map(|change| FieldChange {
                before: change.before.as_ref().map(|value| said(&change.field, value)),
                after: change.after.as_ref().map(|value| said(&change.field, value)),
                field: change.field,
            })
            .collect(),
    }
}

/// A value as text to read.
pub(crate) fn said(field: &str, value: &Value) -> String {
    match Field::parse(field) {
        Ok(field) => words(field, value),
        Err(_) => value.as_str().map_or_else(|| value.to_string(), str::to_owned),
    }
}

pub(crate) fn history_query(view: HistoryQueryView) -> Result<HistoryQuery, IpcError> {
    let time = |text: Option<String>| {
        text.map(|text| text.parse::<jiff::Timestamp>())
            .transpose()
            .map_err(|error| IpcError::new(ErrorCode::BadRequest, error.to_string()))
    };
    let kind = |view: &ChangeKindView| KINDS.iter().find(|(_, other)| other == view).map(|(kind, _)| *kind);
    Ok(HistoryQuery {
        text: view.text,
        kinds: view.kinds.iter().filter_map(kind).collect(),
        whose: match view.whose {
            WhoseView::All => Whose::All,
            WhoseView::Mine => Whose::Mine,
            WhoseView::Others => Whose::Others,
        },
        from: time(view.from)?,
        until: time(view.until)?,
    })
}

pub(crate) fn history_page(page: HistoryPage) -> HistoryPageView {
    HistoryPageView {
        groups: page.groups.into_iter().map(group).collect(),
        matching: page.matching,
        more: page.more,
    }
}

pub(crate) fn group_page(page: GroupPage) -> GroupPageView {
    GroupPageView { books: page.books.into_iter().map(change).collect(), more: page.more }
}

pub(crate) fn event(event: BookEvent) -> BookEventView {
    BookEventView { group: group(event.group), change: change(event.change) }
}

pub(crate) fn undo(outcome: UndoOutcome) -> UndoView {
    UndoView {
        group: outcome.group.map(library::GroupId::get),
        restored: outcome.restored,
        unchanged: outcome.unchanged,
        conflicts: outcome.conflicts,
        left: outcome.left.into_iter().take(MOST_LEFT).map(left).collect(),
    }
}

fn left(left: LeftAsIs) -> LeftView {
    LeftView {
        book: left.book.get(),
        title: left.title,
        reason: match left.reason {
            LeftReason::ChangedSince { fields } => LeftReasonView::ChangedSince { fields },
            LeftReason::EditedSince { fields } => LeftReasonView::EditedSince { fields },
            LeftReason::DeletedSince => LeftReasonView::DeletedSince,
            LeftReason::SameBook => LeftReasonView::SameBook,
            LeftReason::MergedForGood => LeftReasonView::MergedForGood,
        },
    }
}

#[cfg(test)]
mod tests;
