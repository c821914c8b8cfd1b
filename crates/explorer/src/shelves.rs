//! What the reader's own shelves stand for, remembered from one import to the next.

use crate::views::ShelfAnswer;
use library::Library;
use library::import::Format;
use std::collections::BTreeMap;

const KEY: &str = "shelves";

/// Answers by service and shelf, shelves in the file's words.
type Answers = BTreeMap<String, BTreeMap<String, ShelfAnswer>>;

fn read(library: &Library) -> Answers {
    let kept = library.get_setting(KEY).ok().flatten();
    kept.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default()
}

/// The answers given before for files of a service.
pub(crate) fn answers(library: &Library, format: Option<Format>) -> BTreeMap<String, ShelfAnswer> {
    let service = format.map(|format| format.to_string()).unwrap_or_default();
    read(library).remove(&service).unwrap_or_default()
}

/// Keeps an answer for the next file of the service.
pub(crate) fn remember(
    library: &Library,
    format: Option<Format>,
    shelf: String,
    answer: ShelfAnswer,
) -> Result<(), library::StorageFault> {
    let service = format.map(|format| format.to_string()).unwrap_or_default();
    let mut answers = read(library);
    answers.entry(service).or_default().insert(shelf, answer);
    library.set_setting(KEY, Some(&serde_json::to_string(&answers).unwrap_or_default()))
}
