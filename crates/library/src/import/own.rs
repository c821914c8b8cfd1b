use super::columns::{Cells, Column};
use super::draft::{Draft, NoBook};
use super::reader::Service;
use super::{ExistingBook, LocalFields, ParsedExport, ProblemKind, Row, text};
use bookhive::{BookRecord, Day, HiveId, PreviousRead, Status, limit};
use serde_json::Value;

/// Books of the library without an account as if they were an export, so that publishing them goes through the same
/// plan as any import. The "lines" are their places in `books`, from 1.
pub fn of_books(books: &[ExistingBook]) -> ParsedExport {
    ParsedExport::of_rows((1..).zip(books).map(|(line, book)| row(line, &book.record, &book.local)).collect())
}

/// A row that says what a record says.
pub(super) fn row(line: u32, record: &BookRecord, local: &LocalFields) -> Row {
    let (started, finished) = (record.started_day(), record.finished_day());
    let previous_reads = record.previous_reads();
    let latest = finished.filter(|_| record.status() == Some(Status::Finished));
    let reads = latest.map(|finished| PreviousRead { started, finished }).into_iter();
    Row {
        line,
        title: record.title().to_owned(),
        authors: record.authors().into_iter().map(str::to_owned).collect(),
        status: record.status(),
        stars: record.stars(),
        started,
        finished,
        reads: reads.chain(previous_reads.iter().copied()).collect(),
        previous_reads,
        open: started.filter(|_| finished.is_none()),
        owned: record.owned(),
        identifiers: record.identifiers(),
        review: record.review().map(str::to_owned),
        created: record.created_at().map(Day::from_timestamp),
        hive_id: record.hive_id(),
        local: local.clone(),
        source: Some(Box::new(record.clone())),
        ..Row::default()
    }
}

/// A line of our own export: a record as the repository has it, and what is kept here.
#[derive(Debug)]
pub(super) struct Own;

/// The value is a line that we wrote.
pub(super) fn is_line(value: &Value) -> bool {
    value.get("record").is_some_and(Value::is_object)
}

impl Service for Own {
    fn dates(&self) -> Vec<Column> {
        Vec::new()
    }

    fn read(&self, cells: Cells<'_>, draft: &mut Draft<'_>) -> Result<(), NoBook> {
        let unreadable = "The line is not a book as this app writes them.";
        let value = serde_json::from_str::<Value>(cells.get(Some(0))).unwrap_or_default();
        let record = value.get("record").cloned().and_then(|record| BookRecord::from_value(record).ok());
        let Some(record) = record else {
            return Err(draft.no_book(None, ProblemKind::UnreadableRecord, unreadable));
        };
        let local = value.get("local").and_then(Value::as_object).into_iter().flatten();
        let local = local.map(|(key, value)| {
            (key.clone(), value.as_str().map_or_else(|| value.to_string(), str::to_owned))
        });
        draft.title(None, record.title())?;
        draft.row = row(draft.row.line, &record, &local.collect());
        draft.row.title = text::cut_bytes(record.title(), limit::TITLE_BYTES).to_owned();
        draft.settled = true;
        if draft.row.authors.is_empty() {
            draft.authors(None, Vec::new());
        } else if draft.row.hive_id.is_none() {
            draft.row.hive_id = draft.row.authors.first().map(|first| HiveId::compute(record.title(), first));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::BookId;
    use crate::import::{Fate, ParseOptions, PlanOptions, parse, plan};
    use jiff::Timestamp;

    #[test]
    fn books_imported_without_an_account_are_published_as_they_stand() {
        let file = "Title,Authors,Read Status,Star Rating,Dates Read,Date Added,Tags\n\
                    Dracula,Bram Stoker,read,4.5,\"2020/01/01-2020/01/09, 2010/05/05\",2019/12/24,gothic\n";
        let export = parse(file.as_bytes(), &ParseOptions::default()).unwrap();
        let options = PlanOptions::new(Timestamp::UNIX_EPOCH);
        let in_full = |export| plan(export, &[], &options).in_full(export, &[], &options);
        let first = in_full(&export);
        let Fate::New { record, local } = &first[0].fate else { panic!("not new") };
        let book = ExistingBook { id: BookId::new(1), record: record.clone(), local: local.clone() };
        let second = in_full(&of_books(&[book]));
        let Fate::New { record: published, local: kept } = &second[0].fate else { panic!("not new") };
        assert_eq!(published.to_value(), record.to_value());
        assert_eq!(kept, local);
    }

    #[test]
    fn publishing_keeps_progress_and_the_fields_of_other_apps() {
        let value = serde_json::json!({
            "$type": "buzz.bookhive.book", "title": "Dracula", "authors": "Bram Stoker",
            "hiveId": "bk_73LNzIlk0cwq7dpRTO5m", "createdAt": "2019-12-24T08:30:00.000Z",
            "status": "buzz.bookhive.defs#reading", "startedAt": "2020-01-01T12:00:00.000Z",
            "bookProgress": {"percent": 40, "totalPages": 418, "updatedAt": "2020-01-05T12:00:00.000Z"},
            "identifiers": {"hiveId": "bk_73LNzIlk0cwq7dpRTO5m", "openLibrary": "OL1W"},
            "com.example.mood": ["dark"],
        });
        let record = BookRecord::from_value(value.clone()).unwrap();
        let book = ExistingBook { id: BookId::new(1), record, local: LocalFields::new() };
        let options = PlanOptions::new(Timestamp::UNIX_EPOCH);
        let export = of_books(&[book]);
        let planned = plan(&export, &[], &options).in_full(&export, &[], &options);
        let Fate::New { record: published, .. } = &planned[0].fate else { panic!("not new") };
        let sorted = |value: &Value| {
            value.as_object().unwrap().clone().into_iter().collect::<std::collections::BTreeMap<_, _>>()
        };
        assert_eq!(sorted(&published.to_value()), sorted(&value));
    }
}
