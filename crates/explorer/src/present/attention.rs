//! What asks for a look, as text to read.

use super::{count, said};
use crate::views::{
    AsideReasonView, AttentionItemView, ConflictView, DecidedView, DuplicateReasonView, FaultKind, FaultView,
    MergeBookView, MergeFieldView, MergeView, OddBookView, OddBooks, SideView, WholeView,
};
use bookhive::{Fault, Field, LexiconFault};

use library::{
    AttentionItem, Decided, DuplicateReason, MergePreview, MergeRule, OddBook, SetAsideReason, Side,
    WholeRecord,
};

/// Characters of a server's own words that are shown.
const MESSAGE: usize = 300;
/// Odd books that are named.
const MOST_ODD: usize = 100;

pub(crate) fn aside_reason(reason: &SetAsideReason) -> AsideReasonView {
    match reason {
        SetAsideReason::Refused { .. } => AsideReasonView::Refused,
        SetAsideReason::ChangedElsewhere { .. } => AsideReasonView::ChangedElsewhere,
        SetAsideReason::DeletedElsewhere => AsideReasonView::DeletedElsewhere,
        SetAsideReason::EditedElsewhere => AsideReasonView::EditedElsewhere,
        SetAsideReason::SameBook => AsideReasonView::SameBook,
    }
}

pub(crate) fn side(view: SideView) -> Side {
    match view {
        SideView::Mine => Side::Mine,
        SideView::Theirs => Side::Theirs,
        SideView::Both => Side::Both,
    }
}

pub(crate) fn attention_item(item: AttentionItem) -> AttentionItemView {
    AttentionItemView {
        book: item.book.get(),
        title: item.title,
        authors: item.authors,
        hive_id: item.hive_id,
        cover: item.cover,
        reason: aside_reason(&item.reason),
        message: match item.reason {
            SetAsideReason::Refused { message } => {
                Some(atproto::foreign::one_line(&message, MESSAGE)).filter(|message| !message.is_empty())
            }
            _ => None,
        },
        whole: item.whole.map(|whole| match whole {
            WholeRecord::Create => WholeView::Create,
            WholeRecord::Delete => WholeView::Delete,
        }),
        fields: item
            .fields
            .into_iter()
            .map(|conflict| {
                let field = conflict.field.as_str();
                let text = |value: Option<serde_json::Value>| value.map(|value| said(field, &value));
                ConflictView {
                    field: field.to_owned(),
                    mine: text(conflict.mine),
                    theirs: text(conflict.theirs),
                    both: text(conflict.both),
                }
            })
            .collect(),
        twin: item.twin.map(library::BookId::get),
    }
}

pub(crate) fn decided(decided: &Decided) -> DecidedView {
    DecidedView {
        group: decided.group.map(library::GroupId::get),
        decided: decided.decided,
        left: count(decided.left.len()),
    }
}

pub(crate) fn odd_books(books: Vec<OddBook>) -> OddBooks {
    broken_books(books.into_iter().map(|book| (book, Vec::new())).collect())
}

pub(crate) fn broken_books(books: Vec<(OddBook, Vec<LexiconFault>)>) -> OddBooks {
    let view = |(book, faults): (OddBook, Vec<LexiconFault>)| OddBookView {
        id: book.id.get(),
        title: book.title,
        authors: book.authors,
        faults: faults
            .into_iter()
            .map(|fault| FaultView { path: fault.path, fault: fault_kind(fault.fault) })
            .collect(),
    };
    OddBooks { count: count(books.len()), books: books.into_iter().take(MOST_ODD).map(view).collect() }
}

fn fault_kind(fault: Fault) -> FaultKind {
    match fault {
        Fault::Missing => FaultKind::Missing,
        Fault::WrongType => FaultKind::WrongType,
        Fault::TooLong => FaultKind::TooLong,
        Fault::Empty => FaultKind::Empty,
        Fault::OutOfRange => FaultKind::OutOfRange,
        Fault::NoDatetime => FaultKind::NoDatetime,
        Fault::UnknownToken => FaultKind::UnknownToken,
        Fault::WrongCollection => FaultKind::WrongCollection,
        Fault::NoAtUri => FaultKind::NoAtUri,
        Fault::UnacceptedImage => FaultKind::UnacceptedImage,
    }
}

pub(crate) fn duplicate_reason(reason: DuplicateReason) -> DuplicateReasonView {
    match reason {
        DuplicateReason::HiveId => DuplicateReasonView::HiveId,
        DuplicateReason::Isbn => DuplicateReasonView::Isbn,
        DuplicateReason::Goodreads => DuplicateReasonView::Goodreads,
        DuplicateReason::Words => DuplicateReasonView::Words,
        DuplicateReason::Alike => DuplicateReasonView::Alike,
    }
}

pub(crate) fn merge(preview: MergePreview) -> MergeView {
    let books = preview.books.into_iter().map(|book| MergeBookView {
        id: book.id.get(),
        title: book.title,
        authors: book.authors,
        hive_id: book.hive_id,
        cover: book.cover,
        created: book.created.map(|at| at.to_string()),
        at_server: book.at_server,
    });
    let fields = preview.fields.into_iter().map(|field| MergeFieldView {
        values: field
            .values
            .iter()
            .map(|value| value.as_ref().map(|value| said(&field.field, value)))
            .collect(),
        result: field.result.as_ref().map(|value| said(&field.field, value)),
        of: match field.rule {
            MergeRule::Of(book) => Some(book.get()),
            MergeRule::Joined => None,
        },
        choosable: Field::parse(&field.field).is_ok(),
        field: field.field,
    });
    MergeView { books: books.collect(), fields: fields.collect(), lost: preview.lost }
}
