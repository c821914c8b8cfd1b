use super::columns::{Cells, Column, Columns};
use super::draft::{Draft, NoBook};
use super::people;
use super::reader::Service;
use super::shelf::{self, Meaning};
use bookhive::Status;
use std::sync::Arc;

/// Hardcover's export: 37 columns, one reading a row.
#[derive(Debug)]
pub(super) struct Hardcover {
    title: Column,
    author: Column,
    status: Column,
    isbn10: Column,
    isbn13: Column,
    asin: Column,
    added: Column,
    started: Column,
    finished: Column,
    rating: Column,
    review: Column,
    owned: Column,
    /// Columns whose text stays on this computer, with the key it is kept under.
    kept: Vec<(Column, &'static str)>,
}

impl Hardcover {
    pub(super) fn shared(columns: &Columns) -> Arc<dyn Service> {
        let kept = [
            ("Series", "series"),
            ("Privacy", "privacy"),
            ("Hardcover Book ID", "hardcoverId"),
            ("Hardcover Edition ID", "hardcoverEditionId"),
            ("Media", "media"),
            ("Binding", "format"),
            ("Pages", "pages"),
            ("Duration in Seconds", "durationInSeconds"),
            ("Language Code", "language"),
            ("Publish Date", "published"),
            ("Publisher", "publisher"),
            ("Genres", "genres"),
            ("Moods", "moods"),
            ("Tags", "tags"),
            ("Content Warnings", "contentWarnings"),
            ("Lists", "lists"),
            ("Review Contains Spoilers", "reviewIsSpoiler"),
            ("Review Date", "reviewDate"),
            ("Review URL", "reviewUrl"),
            ("Private Notes", "privateNotes"),
        ];
        Arc::new(Self {
            title: columns.find(&["Title"]),
            author: columns.find(&["Author", "Authors"]),
            status: columns.find(&["Status"]),
            isbn10: columns.find(&["ISBN 10"]),
            isbn13: columns.find(&["ISBN 13"]),
            asin: columns.find(&["ASIN"]),
            added: columns.find(&["Date Added"]),
            started: columns.find(&["Date Started"]),
            finished: columns.find(&["Date Finished"]),
            rating: columns.find(&["Rating"]),
            review: columns.find(&["Review"]),
            owned: columns.find(&["Owned"]),
            kept: kept.map(|(name, key)| (columns.find(&[name]), key)).to_vec(),
        })
    }
}

impl Service for Hardcover {
    fn dates(&self) -> Vec<Column> {
        vec![self.started, self.finished, self.added]
    }

    fn read(&self, cells: Cells<'_>, draft: &mut Draft<'_>) -> Result<(), NoBook> {
        draft.title(self.title, cells.get(self.title))?;
        draft.authors(self.author, people::split(cells.get(self.author)));
        for column in [self.isbn10, self.isbn13, self.asin] {
            draft.number(column, cells.get(column));
        }
        draft.row.created = draft.day(self.added, cells.get(self.added));
        draft.stars(self.rating, cells.get(self.rating));
        draft.review(self.review, cells.get(self.review));
        draft.owned(self.owned, cells.get(self.owned));
        for (column, key) in &self.kept {
            draft.keep(key, cells.get(*column));
        }
        let reads =
            draft.paired((self.started, cells.get(self.started)), (self.finished, cells.get(self.finished)));
        let status = cells.get(self.status);
        let meaning = match shelf::fold(status).as_str() {
            "want-to-read" => Meaning::Status(Status::WantToRead),
            "stopped" => Meaning::Status(Status::Abandoned),
            _ => shelf::meaning(status),
        };
        draft.standing(meaning, reads);
        Ok(())
    }
}
