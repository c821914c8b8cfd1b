use super::columns::{Cells, Column, Columns};
use super::dates::{Span, day};
use super::draft::{Draft, NoBook};
use super::people;
use super::reader::Service;
use super::shelf::{self, Meaning};
use bookhive::{PreviousRead, Status};
use std::sync::Arc;

/// Openreads' export: readings as `start|end|time;…`, tags as `one|||||two`.
#[derive(Debug)]
pub(super) struct Openreads {
    title: Column,
    author: Column,
    status: Column,
    deleted: Column,
    rating: Column,
    isbn: Column,
    tags: Column,
    review: Column,
    readings: Column,
    added: Column,
    /// Columns whose text stays on this computer, with the key it is kept under.
    kept: Vec<(Column, &'static str)>,
}

/// The shelf that books in Openreads' bin stand on here: whether they come along is for the reader to say.
const BIN: &str = "deleted in Openreads";

impl Openreads {
    pub(super) fn shared(columns: &Columns) -> Arc<dyn Service> {
        let kept = [
            ("subtitle", "subtitle"),
            ("description", "description"),
            ("favourite", "favourite"),
            ("pages", "pages"),
            ("publication_year", "yearPublished"),
            ("olid", "openLibraryKey"),
            ("notes", "privateNotes"),
            ("book_format", "format"),
        ];
        Arc::new(Self {
            title: columns.find(&["title"]),
            author: columns.find(&["author"]),
            status: columns.find(&["status"]),
            deleted: columns.find(&["deleted"]),
            rating: columns.find(&["rating"]),
            isbn: columns.find(&["isbn"]),
            tags: columns.find(&["tags"]),
            review: columns.find(&["my_review"]),
            readings: columns.find(&["readings"]),
            added: columns.find(&["date_added"]),
            kept: kept.map(|(name, key)| (columns.find(&[name]), key)).to_vec(),
        })
    }

    fn reads(&self, cells: Cells<'_>, draft: &mut Draft<'_>) -> Vec<PreviousRead> {
        let order = draft.order();
        let side =
            |text: &str| Some(text.trim()).filter(|text| !text.is_empty()).map(|text| day(text, order));
        let mut reads = Vec::new();
        for reading in cells.get(self.readings).split(';').map(str::trim) {
            let mut parts = reading.split('|');
            let span = Span {
                start: side(parts.next().unwrap_or_default()),
                end: side(parts.next().unwrap_or_default()),
            };
            reads.extend(draft.span_or_open(self.readings, reading, span));
        }
        reads
    }

    fn meaning(&self, cells: Cells<'_>) -> Meaning {
        if cells.get(self.deleted).eq_ignore_ascii_case("true") {
            return Meaning::Custom(BIN.to_owned());
        }
        let status = cells.get(self.status);
        Meaning::Status(match shelf::fold(status).as_str() {
            "finished" => Status::Finished,
            "in-progress" => Status::Reading,
            "planned" | "for-later" => Status::WantToRead,
            "abandoned" | "unfinished" => Status::Abandoned,
            _ => return shelf::meaning(status),
        })
    }
}

impl Service for Openreads {
    fn dates(&self) -> Vec<Column> {
        vec![self.readings, self.added]
    }

    fn read(&self, cells: Cells<'_>, draft: &mut Draft<'_>) -> Result<(), NoBook> {
        draft.title(self.title, cells.get(self.title))?;
        draft.authors(self.author, people::either_order(cells.get(self.author)));
        draft.number(self.isbn, cells.get(self.isbn));
        draft.row.created = draft.day(self.added, cells.get(self.added));
        draft.stars(self.rating, cells.get(self.rating));
        draft.review(self.review, cells.get(self.review));
        let tags: Vec<&str> =
            cells.get(self.tags).split("|||||").map(str::trim).filter(|tag| !tag.is_empty()).collect();
        draft.keep("tags", &tags.join(", "));
        for (column, key) in &self.kept {
            draft.keep(key, cells.get(*column));
        }
        let reads = self.reads(cells, draft);
        draft.standing(self.meaning(cells), reads);
        Ok(())
    }
}
