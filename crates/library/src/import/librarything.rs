use super::columns::{Cells, Column, Columns};
use super::draft::{Draft, NoBook};
use super::people;
use super::reader::Service;
use super::shelf::Meaning;
use bookhive::Status;
use serde_json::Value;
use std::sync::Arc;

/// LibraryThing's export, as a table (tabs, often in Latin-1) or as JSON, which is read as the same table.
#[derive(Debug)]
pub(super) struct LibraryThing {
    title: Column,
    author: Column,
    others: Column,
    roles: Column,
    isbn: Column,
    isbns: Column,
    rating: Column,
    review: Column,
    started: Column,
    read: Column,
    entered: Column,
    collections: Column,
    /// Columns whose text stays on this computer, with the key it is kept under.
    kept: Vec<(Column, &'static str)>,
}

/// The columns that [`cells`] fills from JSON.
pub(super) const COLUMNS: [&str; 18] = [
    "Book Id",
    "Title",
    "Primary Author",
    "Secondary Author",
    "Secondary Author Roles",
    "Publication",
    "Review",
    "Rating",
    "Comment",
    "Private Comment",
    "Media",
    "Page Count",
    "Date Started",
    "Date Read",
    "Tags",
    "Collections",
    "ISBNs",
    "Entry Date",
];

/// The value is a book of LibraryThing's JSON.
pub(super) fn is_book(value: &Value) -> bool {
    value.get("title").is_some() && (value.get("books_id").is_some() || value.get("primaryauthor").is_some())
}

/// A book of the JSON as cells under [`COLUMNS`].
pub(super) fn cells(book: &Value) -> Vec<String> {
    let text = |name: &str| texts(book.get(name)).join(", ");
    let secondary: Vec<&Value> =
        book.get("authors").and_then(Value::as_array).into_iter().flatten().skip(1).collect();
    let of_secondary = |name: &str| {
        let parts: Vec<String> = secondary.iter().map(|author| texts(author.get(name)).join(" ")).collect();
        parts.join("|")
    };
    let numbers = [texts(book.get("isbn")), texts(book.get("originalisbn"))].concat().join(", ");
    COLUMNS
        .iter()
        .map(|name| match *name {
            "Book Id" => text("books_id"),
            "Title" => text("title"),
            "Primary Author" => text("primaryauthor"),
            "Secondary Author" => of_secondary("lf"),
            "Secondary Author Roles" => of_secondary("role"),
            "Publication" => text("publication"),
            "Review" => text("review"),
            "Rating" => text("rating"),
            "Comment" => text("comment"),
            "Private Comment" => text("privatecomment"),
            "Media" => text("format"),
            "Page Count" => text("pages"),
            "Date Started" => text("datestarted"),
            "Date Read" => text("dateread"),
            "Tags" => text("tags"),
            "Collections" => text("collections"),
            "ISBNs" => numbers.clone(),
            _ => text("entrydate"),
        })
        .collect()
}

/// The texts of a value that is one, a list of them, or an object of them.
fn texts(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(text)) => vec![text.clone()],
        Some(Value::Number(number)) => vec![number.to_string()],
        Some(Value::Array(list)) => list.iter().flat_map(|value| texts(Some(value))).collect(),
        Some(Value::Object(map)) => map.values().flat_map(|value| texts(Some(value))).collect(),
        Some(Value::Null | Value::Bool(_)) | None => Vec::new(),
    }
}

impl LibraryThing {
    pub(super) fn shared(columns: &Columns) -> Arc<dyn Service> {
        let kept = [
            ("Book Id", "libraryThingId"),
            ("Publication", "publisher"),
            ("Date", "yearPublished"),
            ("Media", "format"),
            ("Page Count", "pages"),
            ("Comment", "comment"),
            ("Private Comment", "privateNotes"),
            ("Tags", "tags"),
            ("Collections", "collections"),
            ("Languages", "language"),
            ("Copies", "copies"),
            ("From Where", "purchaseLocation"),
        ];
        Arc::new(Self {
            title: columns.find(&["Title"]),
            author: columns.find(&["Primary Author"]),
            others: columns.find(&["Secondary Author"]),
            roles: columns.find(&["Secondary Author Roles"]),
            isbn: columns.find(&["ISBN"]),
            isbns: columns.find(&["ISBNs"]),
            rating: columns.find(&["Rating"]),
            review: columns.find(&["Review"]),
            started: columns.find(&["Date Started"]),
            read: columns.find(&["Date Read"]),
            entered: columns.find(&["Entry Date"]),
            collections: columns.find(&["Collections"]),
            kept: kept.map(|(name, key)| (columns.find(&[name]), key)).to_vec(),
        })
    }

    /// Names stand as "Last, First". Translators and their like are not who a record means by its authors.
    fn people(&self, cells: Cells<'_>, draft: &mut Draft<'_>) {
        let mut names = vec![people::turned(cells.get(self.author))];
        let mut roles = cells.get(self.roles).split('|');
        let mut contributors = Vec::new();
        for name in cells.get(self.others).split('|') {
            let role = roles.next().unwrap_or_default().trim();
            let name = people::turned(name);
            if role.is_empty() || role.eq_ignore_ascii_case("author") {
                names.push(name);
            } else {
                contributors.push(format!("{name} ({role})"));
            }
        }
        draft.authors(self.author, people::unique(names));
        draft.keep("contributors", &contributors.join(", "));
    }

    /// The first number of each kind; a book may have many.
    fn numbers(&self, cells: Cells<'_>, draft: &mut Draft<'_>) {
        let listed = cells.get(self.isbns);
        let listed = if listed.is_empty() { (self.isbn, cells.get(self.isbn)) } else { (self.isbns, listed) };
        for number in bare(listed.1).split(',') {
            let (ten, thirteen) = (&draft.row.identifiers.isbn10, &draft.row.identifiers.isbn13);
            if ten.is_none() || thirteen.is_none() {
                let known = draft.row.identifiers.clone();
                draft.number(listed.0, number.trim());
                draft.row.identifiers = known.filled_from(&draft.row.identifiers);
            }
        }
    }

    fn meaning(&self, cells: Cells<'_>, draft: &mut Draft<'_>, read: bool) -> Meaning {
        let listed = cells.get(self.collections);
        let stands_in =
            |name: &str| listed.split([',', '|']).any(|one| one.trim().eq_ignore_ascii_case(name));
        draft.row.owned = if stands_in("Your library") {
            Some(true)
        } else {
            (stands_in("Read but unowned") || stands_in("Wishlist")).then_some(false)
        };
        if stands_in("Currently reading") {
            Meaning::Status(Status::Reading)
        } else if read || stands_in("Read but unowned") || stands_in("Read") {
            Meaning::Status(Status::Finished)
        } else if stands_in("To read") || stands_in("Wishlist") {
            Meaning::Status(Status::WantToRead)
        } else if draft.row.open.is_some() {
            Meaning::Status(Status::Reading)
        } else {
            Meaning::Nothing
        }
    }
}

impl Service for LibraryThing {
    fn dates(&self) -> Vec<Column> {
        vec![self.started, self.read, self.entered]
    }

    fn read(&self, cells: Cells<'_>, draft: &mut Draft<'_>) -> Result<(), NoBook> {
        draft.title(self.title, cells.get(self.title))?;
        self.people(cells, draft);
        self.numbers(cells, draft);
        draft.row.created = draft.day(self.entered, bare(cells.get(self.entered)));
        draft.stars(self.rating, bare(cells.get(self.rating)));
        draft.review(self.review, cells.get(self.review));
        for (column, key) in &self.kept {
            draft.keep(key, bare(cells.get(*column)));
        }
        let read = cells.get(self.read);
        let reads = draft.paired((self.started, bare(cells.get(self.started))), (self.read, bare(read)));
        let meaning = self.meaning(cells, draft, !read.is_empty());
        draft.standing(meaning, reads);
        Ok(())
    }
}

/// A cell without the brackets that keep spreadsheets from touching it.
fn bare(cell: &str) -> &str {
    cell.strip_prefix('[').and_then(|inner| inner.strip_suffix(']')).unwrap_or(cell).trim()
}
