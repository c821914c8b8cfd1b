//! Prints as JSON what would become of each row of an export: `plan_export POLICIES FILE [EARLIER FILE]…`.
//!
//! Over an empty library, or over the books that the earlier files make, each imported after the one before. Policies as the
//! app keeps them, those that are not named being the default: `{}`, or `{"rating": "fileWins", "status": "ask"}`. Nothing is
//! kept anywhere.

mod told;

use library::BookId;
use library::import::{ExistingBook, Fate, PlanOptions, PlannedRow, Policies, plan};
use serde_json::{Value, json};
use std::ffi::OsStr;
use std::process::ExitCode;
use told::Failure;

const USAGE: Failure = Failure::Usage("plan_export POLICIES FILE [EARLIER FILE]…");

fn main() -> ExitCode {
    told::print(report())
}

fn report() -> Result<Value, Failure> {
    let mut arguments = std::env::args_os().skip(1);
    let policies = arguments.next().and_then(|text| text.into_string().ok()).ok_or(USAGE)?;
    let file = arguments.next().ok_or(USAGE)?;
    let mut options = PlanOptions::new(jiff::Timestamp::UNIX_EPOCH);
    let mut books = Vec::new();
    for earlier in arguments {
        for row in planned(&earlier, &books, &options)? {
            take(&mut books, row.fate);
        }
    }
    options.policies = serde_json::from_str::<Policies>(&policies).map_err(Failure::Policies)?;
    Ok(planned(&file, &books, &options)?.iter().map(shown).collect())
}

fn planned(file: &OsStr, books: &[ExistingBook], options: &PlanOptions) -> Result<Vec<PlannedRow>, Failure> {
    let export = told::export(file)?;
    Ok(plan(&export, books, options).in_full(&export, books, options))
}

/// Does to the books what the fate says.
fn take(books: &mut Vec<ExistingBook>, fate: Fate) {
    match fate {
        Fate::New { record, local } => {
            let id = BookId::new(i64::try_from(books.len()).unwrap_or_default());
            books.push(ExistingBook { id, record, local });
        }
        Fate::Changed { book, patches, local } => {
            let Some(there) = books.iter_mut().find(|there| there.id == book) else { return };
            for patch in patches {
                there.record.set(patch.field, patch.after);
            }
            there.local.extend(local);
        }
        _ => {}
    }
}

fn shown(row: &PlannedRow) -> Value {
    let (name, more) = match &row.fate {
        Fate::New { record, local } => ("new", json!({"record": record.as_map(), "local": local})),
        Fate::Changed { patches, local, .. } => ("changed", json!({"patches": patches, "local": local})),
        Fate::Unchanged { .. } => ("unchanged", Value::Null),
        Fate::Conflict { patches, .. } => ("conflict", json!({"patches": patches})),
        Fate::Joined { with_line } => ("joined", json!({"withLine": with_line})),
        Fate::NeedsYou(needed) => ("needsYou", json!({"needed": format!("{needed:?}")})),
        Fate::LeftOut => ("leftOut", Value::Null),
        Fate::Problem => ("problem", Value::Null),
    };
    let notes: Vec<String> = row.notes.iter().map(ToString::to_string).collect();
    json!({"line": row.line, "fate": name, "book": row.book.map(BookId::get), "more": more, "notes": notes})
}
