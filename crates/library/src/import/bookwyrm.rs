use super::columns::{Cells, Column, Columns};
use super::draft::{Draft, NoBook};
use super::people;
use super::reader::Service;
use super::shelf::{self, Meaning};
use bookhive::Status;
use std::sync::Arc;

/// BookWyrm's export: a row for each book and shelf, shelves by their identifiers.
#[derive(Debug)]
pub(super) struct BookWyrm {
    title: Column,
    author: Column,
    isbn10: Column,
    isbn13: Column,
    asin: Column,
    goodreads: Column,
    started: Column,
    finished: Column,
    stopped: Column,
    rating: Column,
    review_name: Column,
    review: Column,
    shelf: Column,
    shelf_name: Column,
    shelved: Column,
    /// Columns whose text stays on this computer, with the key it is kept under.
    kept: Vec<(Column, &'static str)>,
}

impl BookWyrm {
    pub(super) fn shared(columns: &Columns) -> Arc<dyn Service> {
        let kept = [
            ("remote_id", "bookwyrmId"),
            ("openlibrary_key", "openLibraryKey"),
            ("inventaire_id", "inventaireId"),
            ("librarything_key", "libraryThingKey"),
            ("oclc_number", "oclcNumber"),
            ("review_cw", "contentWarnings"),
            ("review_published", "reviewDate"),
        ];
        Arc::new(Self {
            title: columns.find(&["title"]),
            author: columns.find(&["author_text"]),
            isbn10: columns.find(&["isbn_10"]),
            isbn13: columns.find(&["isbn_13"]),
            asin: columns.find(&["asin"]),
            goodreads: columns.find(&["goodreads_key"]),
            started: columns.find(&["start_date"]),
            finished: columns.find(&["finish_date"]),
            stopped: columns.find(&["stopped_date"]),
            rating: columns.find(&["rating"]),
            review_name: columns.find(&["review_name"]),
            review: columns.find(&["review_content"]),
            shelf: columns.find(&["shelf"]),
            shelf_name: columns.find(&["shelf_name"]),
            shelved: columns.find(&["shelf_date"]),
            kept: kept.map(|(name, key)| (columns.find(&[name]), key)).to_vec(),
        })
    }

    /// Own shelves have made-up identifiers; people know them by their names.
    fn meaning(&self, cells: Cells<'_>) -> Meaning {
        match cells.get(self.shelf) {
            "reading" => Meaning::Status(Status::Reading),
            id => match (shelf::meaning(id), cells.get(self.shelf_name)) {
                (Meaning::Custom(_), name) if !name.is_empty() => Meaning::Custom(name.to_owned()),
                (meaning, _) => meaning,
            },
        }
    }

    /// A review has a headline there and none in a record: it becomes the first paragraph.
    fn review(&self, cells: Cells<'_>, draft: &mut Draft<'_>) {
        let (name, text) = (cells.get(self.review_name), cells.get(self.review));
        match (name.is_empty(), text.is_empty()) {
            (true, _) => draft.review(self.review, text),
            (false, true) => draft.review(self.review_name, name),
            (false, false) => draft.review(self.review, &format!("{name}\n\n{text}")),
        }
    }
}

impl Service for BookWyrm {
    fn dates(&self) -> Vec<Column> {
        vec![self.started, self.finished, self.stopped, self.shelved]
    }

    fn read(&self, cells: Cells<'_>, draft: &mut Draft<'_>) -> Result<(), NoBook> {
        draft.title(self.title, cells.get(self.title))?;
        draft.authors(self.author, people::split(cells.get(self.author)));
        for column in [self.isbn10, self.isbn13, self.asin] {
            draft.number(column, cells.get(column));
        }
        draft.goodreads_id(cells.get(self.goodreads));
        draft.row.created = draft.day(self.shelved, cells.get(self.shelved));
        draft.stars(self.rating, cells.get(self.rating));
        self.review(cells, draft);
        for (column, key) in &self.kept {
            draft.keep(key, cells.get(*column));
        }
        let ended = [self.finished, self.stopped].into_iter().find(|column| !cells.get(*column).is_empty());
        let ended = ended.unwrap_or(self.finished);
        let reads = draft.paired((self.started, cells.get(self.started)), (ended, cells.get(ended)));
        draft.standing(self.meaning(cells), reads);
        Ok(())
    }
}
