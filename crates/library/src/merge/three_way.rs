use bookhive::{Day, Field};
use serde_json::{Map, Value};
use std::cmp::Reverse;

/// Most earlier reads that the lexicon lets a record hold.
pub(crate) const MOST_READS: usize = 50;

/// What became of a field that may have changed on both sides.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum ThreeWay {
    /// The field's value from now on; `None` is an absent field.
    Merged(Option<Value>),
    /// Both sides changed it, differently, and nothing says which is right.
    Conflict,
}

/// Merges one field. `mine_wins` settles what would be a conflict.
pub(crate) fn three_way(
    field: Field,
    base: Option<&Value>,
    mine: Option<&Value>,
    theirs: Option<&Value>,
    mine_wins: bool,
) -> ThreeWay {
    if mine == theirs || mine == base {
        return ThreeWay::Merged(theirs.cloned());
    }
    if theirs == base {
        return ThreeWay::Merged(mine.cloned());
    }
    let merged = match field {
        Field::PreviousReads => merge_reads(base, mine, theirs),
        Field::Identifiers => merge_identifiers(base, mine, theirs, mine_wins),
        Field::BookProgress => later_progress(mine, theirs),
        _ => None,
    };
    match merged {
        Some(value) => ThreeWay::Merged(value),
        None if mine_wins => ThreeWay::Merged(mine.cloned()),
        None => ThreeWay::Conflict,
    }
}

/// A set keyed by the days of each read: theirs, without what was taken away here, with what was added here.
fn merge_reads(base: Option<&Value>, mine: Option<&Value>, theirs: Option<&Value>) -> Option<Option<Value>> {
    let (base, mine, theirs) = (reads(base)?, reads(mine)?, reads(theirs)?);
    let has = |list: &[&Value], read: &Value| list.iter().any(|other| days(other) == days(read));
    let kept = theirs.iter().filter(|read| !has(&base, read) || has(&mine, read));
    let added = mine.iter().filter(|read| !has(&base, read) && !has(&theirs, read));
    let mut reads: Vec<Value> = kept.chain(added).map(|&read| read.clone()).collect();
    reads.sort_by_key(|read| Reverse(days(read).1));
    reads.truncate(MOST_READS);
    Some((!reads.is_empty()).then_some(Value::Array(reads)))
}

/// The entries of a list; nothing for an absent one, `None` for what is no list.
fn reads(value: Option<&Value>) -> Option<Vec<&Value>> {
    match value {
        None => Some(Vec::new()),
        Some(Value::Array(reads)) => Some(reads.iter().collect()),
        Some(_) => None,
    }
}

/// Start and end of a read. The text stands in for a day that cannot be read, so that odd entries stay apart.
fn days(read: &Value) -> (Option<String>, Option<String>) {
    let day = |key: &str| {
        let text = read.get(key)?.as_str()?;
        Some(Day::from_datetime(text).map_or_else(|| text.to_owned(), |day| day.to_string()))
    };
    (day("startedAt"), day("finishedAt"))
}

fn merge_identifiers(
    base: Option<&Value>,
    mine: Option<&Value>,
    theirs: Option<&Value>,
    mine_wins: bool,
) -> Option<Option<Value>> {
    let nothing = Map::new();
    let object = |value: Option<&'_ Value>| match value {
        None => Some(None),
        Some(value) => value.as_object().cloned().map(Some),
    };
    let (base, mine, theirs) = (object(base)?, object(mine)?, object(theirs)?);
    let base = base.as_ref().unwrap_or(&nothing);
    let mine = mine.as_ref().unwrap_or(&nothing);
    let mut merged = theirs.clone().unwrap_or_default();
    for key in base.keys().chain(mine.keys()) {
        let (was, is) = (base.get(key), mine.get(key));
        let their = theirs.as_ref().and_then(|theirs| theirs.get(key));
        if was == is || is == their {
            continue;
        }
        if their != was && !mine_wins {
            return None;
        }
        match is {
            Some(value) => {
                merged.insert(key.clone(), value.clone());
            }
            None => {
                merged.shift_remove(key);
            }
        }
    }
    Some((!merged.is_empty() || theirs.is_some()).then_some(Value::Object(merged)))
}

/// The progress noted last. `None` when that cannot be told.
fn later_progress(mine: Option<&Value>, theirs: Option<&Value>) -> Option<Option<Value>> {
    let noted =
        |progress: Option<&Value>| progress?.get("updatedAt")?.as_str()?.parse::<jiff::Timestamp>().ok();
    let (here, there) = (noted(mine)?, noted(theirs)?);
    Some(if here > there { mine.cloned() } else { theirs.cloned() })
}
