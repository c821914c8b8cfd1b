use super::columns::{Cells, Column, Columns};
use super::dates::{Span, day};
use super::draft::{Draft, NoBook};
use super::reader::Service;
use super::{isbns, people, shelf};
use bookhive::PreviousRead;
use std::sync::Arc;

/// Goodreads' export: 31 columns to 2022, 24 since, 23 in 2026, and 27 from a popular tool that adds `read_dates`.
#[derive(Debug)]
pub(super) struct Goodreads {
    id: Column,
    title: Column,
    author: Column,
    isbn: Column,
    isbn13: Column,
    rating: Column,
    read: Column,
    reads: Column,
    added: Column,
    shelf: Column,
    review: Column,
    copies: Column,
    /// Columns whose text stays on this computer, with the key it is kept under.
    kept: Vec<(Column, &'static str)>,
}

/// What tells Goodreads' header from others.
pub(super) fn is_header(columns: &Columns) -> bool {
    let telling = [
        "Exclusive Shelf",
        "My Rating",
        "Bookshelves",
        "Author l-f",
        "Original Publication Year",
        "My Review",
    ];
    let told = telling.iter().filter(|name| columns.has(name)).count();
    columns.has("Exclusive Shelf") || told >= 2
}

impl Goodreads {
    pub(super) fn shared(columns: &Columns) -> Arc<dyn Service> {
        let kept = [
            ("Additional Authors", "additionalAuthors"),
            ("Publisher", "publisher"),
            ("Binding", "format"),
            ("Number of Pages", "pages"),
            ("Year Published", "yearPublished"),
            ("Original Publication Year", "originalPublicationYear"),
            ("Bookshelves", "tags"),
            ("Spoiler", "reviewIsSpoiler"),
            ("Private Notes", "privateNotes"),
            ("Read Count", "readCount"),
            ("Owned Copies", "ownedCopies"),
            ("Recommended For", "recommendedFor"),
            ("Recommended By", "recommendedBy"),
            ("Original Purchase Date", "purchaseDate"),
            ("Original Purchase Location", "purchaseLocation"),
            ("Condition", "condition"),
            ("Condition Description", "conditionDescription"),
            ("BCID", "bookCrossingId"),
            ("genres", "genres"),
        ];
        Arc::new(Self {
            id: columns.find(&["Book Id"]),
            title: columns.find(&["Title"]),
            author: columns.find(&["Author"]),
            isbn: columns.find(&["ISBN"]),
            isbn13: columns.find(&["ISBN13"]),
            rating: columns.find(&["My Rating"]),
            read: columns.find(&["Date Read"]),
            reads: columns.find(&["read_dates"]),
            added: columns.find(&["Date Added"]),
            shelf: columns.find(&["Exclusive Shelf"]),
            review: columns.find(&["My Review"]),
            copies: columns.find(&["Owned Copies"]),
            kept: kept.map(|(name, key)| (columns.find(&[name]), key)).to_vec(),
        })
    }

    /// `start,end;start,end`, either side of a pair possibly empty.
    fn pairs(&self, list: &str, draft: &mut Draft<'_>) -> Vec<PreviousRead> {
        let order = draft.order();
        let side =
            |text: &str| Some(text.trim()).filter(|text| !text.is_empty()).map(|text| day(text, order));
        let mut reads = Vec::new();
        for pair in list.split(';').map(str::trim).filter(|pair| !pair.is_empty()) {
            let (start, end) = pair.split_once(',').unwrap_or(("", pair));
            let span = Span { start: side(start), end: side(end) };
            reads.extend(draft.span(self.reads, pair, span));
        }
        reads
    }

    /// 0 copies is a plain no; the column is always filled in Goodreads' own files.
    fn owned(&self, cells: Cells<'_>, draft: &mut Draft<'_>) {
        draft.row.owned = isbns::whole(cells.get(self.copies)).parse::<u32>().ok().map(|copies| copies > 0);
    }
}

impl Service for Goodreads {
    fn dates(&self) -> Vec<Column> {
        vec![self.reads, self.read, self.added]
    }

    fn read(&self, cells: Cells<'_>, draft: &mut Draft<'_>) -> Result<(), NoBook> {
        draft.title(self.title, cells.get(self.title))?;
        let author = people::collapse(cells.get(self.author));
        draft.authors(self.author, Some(author).filter(|name| !name.is_empty()).into_iter().collect());
        draft.number(self.isbn, cells.get(self.isbn));
        draft.number(self.isbn13, cells.get(self.isbn13));
        draft.goodreads_id(cells.get(self.id));
        draft.row.created = draft.day(self.added, cells.get(self.added));
        draft.stars(self.rating, cells.get(self.rating));
        draft.review(self.review, cells.get(self.review));
        self.owned(cells, draft);
        for (column, key) in &self.kept {
            draft.keep(key, cells.get(*column));
        }

        let listed = cells.get(self.reads);
        let mut reads = self.pairs(listed, draft);
        draft.keep("readDates", listed);
        let date_read = cells.get(self.read);
        if reads.is_empty()
            && let Some(finished) = draft.day(self.read, date_read)
        {
            reads.push(PreviousRead { started: None, finished });
        }
        draft.standing(shelf::meaning(cells.get(self.shelf)), reads);
        Ok(())
    }
}
