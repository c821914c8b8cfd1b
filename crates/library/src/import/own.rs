use super::{Encoding, ExistingBook, ParsedExport, Row};
use bookhive::{Day, PreviousRead, Status};
use std::sync::Arc;

/// Books of the library without an account as if they were an export, so that publishing them goes through the same
/// plan as any import. The "lines" are their places in `books`, from 1.
pub fn of_books(books: &[ExistingBook]) -> ParsedExport {
    let rows: Vec<Arc<Row>> = (1..).zip(books).map(|(line, book)| Arc::new(row(line, book))).collect();
    ParsedExport {
        format: None,
        encoding: Encoding::Utf8,
        columns: 0,
        data_rows: rows.len(),
        rows,
        problems: Vec::new(),
        date_order: None,
        ambiguous_dates: None,
        header: Vec::new(),
        delimiter: b',',
        text: Arc::from(""),
        places: Vec::new(),
    }
}

fn row(line: u32, book: &ExistingBook) -> Row {
    let record = &book.record;
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
        owned: record.owned(),
        identifiers: record.identifiers(),
        review: record.review().map(str::to_owned),
        created: record.created_at().map(Day::from_timestamp),
        hive_id: record.hive_id(),
        local: book.local.clone(),
        ..Row::default()
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
        let first = plan(&export, &[], &options);
        let Fate::New { record, local } = &first.rows[0].fate else { panic!("not new") };
        let book = ExistingBook { id: BookId::new(1), record: record.clone(), local: local.clone() };
        let second = plan(&of_books(&[book]), &[], &options);
        let Fate::New { record: published, local: kept } = &second.rows[0].fate else { panic!("not new") };
        assert_eq!(published.to_value(), record.to_value());
        assert_eq!(kept, local);
    }
}
