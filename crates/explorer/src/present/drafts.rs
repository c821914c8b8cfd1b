use crate::views::{DraftField, DraftView};
use library::{Book, Draft};

pub(crate) fn draft_field(field: DraftField) -> library::DraftField {
    match field {
        DraftField::Review => library::DraftField::Review,
        DraftField::PrivateNotes => library::DraftField::PrivateNotes,
    }
}

/// The drafts that are worth offering: one that says what the field says was saved after all.
pub(super) fn drafts(drafts: Vec<Draft>, book: &Book) -> Vec<DraftView> {
    let kept = drafts.into_iter().filter_map(|Draft { field, text, begun_from, at }| {
        let (field, now) = match field {
            library::DraftField::Review => (DraftField::Review, book.record.review()),
            library::DraftField::PrivateNotes => {
                (DraftField::PrivateNotes, book.local.get("privateNotes").map(String::as_str))
            }
        };
        let draft = DraftView { field, text, begun_from, at: at.to_string() };
        (now != Some(draft.text.as_str())).then_some(draft)
    });
    kept.collect()
}
