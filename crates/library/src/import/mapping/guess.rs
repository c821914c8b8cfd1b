use super::mapped::rating;
use super::{MappedField, Mapping, RatingScale};
use crate::import::columns::Columns;
use crate::import::isbns::{Number, classify};
use crate::import::shelf::{self, Meaning};
use std::borrow::Cow;

/// Names of columns in tables that people keep, as [`folded`] leaves them.
const NAMES: [(MappedField, &[&str]); 14] = [
    (
        MappedField::Title,
        &[
            "title",
            "booktitle",
            "bookname",
            "book",
            "titel",
            "titre",
            "título",
            "titulo",
            "titolo",
            "buch",
            "livre",
            "libro",
            "name",
        ],
    ),
    (
        MappedField::Authors,
        &[
            "author",
            "authors",
            "authorname",
            "writer",
            "writers",
            "by",
            "creator",
            "creators",
            "autor",
            "autoren",
            "autorin",
            "auteur",
            "auteurs",
            "autores",
            "autore",
            "autori",
            "primaryauthor",
            "additionalauthors",
        ],
    ),
    (MappedField::Isbn, &["isbn", "isbn10", "isbn13", "isbnuid", "ean", "asin", "isbns"]),
    (MappedField::GoodreadsId, &["goodreadsid", "goodreadsbookid", "goodreads"]),
    (MappedField::Identifiers, &["identifiers"]),
    (
        MappedField::Status,
        &[
            "status",
            "readstatus",
            "readingstatus",
            "bookstatus",
            "exclusiveshelf",
            "bookshelf",
            "shelf",
            "state",
            "collection",
            "lesestatus",
            "statut",
            "estado",
            "stato",
        ],
    ),
    (
        MappedField::Rating,
        &[
            "rating",
            "myrating",
            "yourrating",
            "userrating",
            "starrating",
            "stars",
            "score",
            "bewertung",
            "sterne",
            "calificación",
            "voto",
        ],
    ),
    (
        MappedField::Review,
        &["review", "myreview", "reviewtext", "thoughts", "rezension", "critique", "reseña", "recensione"],
    ),
    (
        MappedField::Started,
        &[
            "started",
            "datestarted",
            "startdate",
            "dateofstart",
            "startedat",
            "startedon",
            "startedreading",
            "begun",
            "begonnen",
        ],
    ),
    (
        MappedField::Finished,
        &[
            "finished",
            "datefinished",
            "finishdate",
            "finishedat",
            "finishedon",
            "finishedreading",
            "dateread",
            "readdate",
            "readon",
            "lastdateread",
            "datecompleted",
            "completed",
            "completedon",
            "enddate",
            "beendet",
            "gelesenam",
        ],
    ),
    (MappedField::Reads, &["datesread", "readdates"]),
    (
        MappedField::Added,
        &["added", "dateadded", "addedon", "timestamp", "created", "createdat", "entrydate", "hinzugefügt"],
    ),
    (MappedField::Owned, &["owned", "own", "inlibrary", "iown"]),
    (
        MappedField::Tags,
        &["tags", "tag", "labels", "bookshelves", "shelves", "categories", "genres", "genre"],
    ),
];

/// A first row that names no column and holds a number, a day or an ISBN is a book already.
pub(in crate::import) fn is_data(columns: &Columns) -> bool {
    let named = |name: &String| {
        let name = folded(name);
        NAMES.iter().any(|(_, known)| known.contains(&name.as_str()))
    };
    let told = |cell: &String| is_isbn(cell) || is_day(cell) || is_number(cell);
    !columns.names().iter().any(named) && columns.names().iter().any(told)
}

/// What the columns of a table without names seem to hold; `first` is its first row.
pub(super) fn by_cells<'t>(first: &'t [String], mut rows: Vec<Vec<Cow<'t, str>>>) -> Mapping {
    rows.insert(0, first.iter().map(|cell| Cow::Borrowed(cell.as_str())).collect());
    let nameless = vec![String::new(); first.len()];
    let table = Table { names: &nameless, rows: &rows };
    let mut fields = vec![MappedField::Keep; first.len()];
    for (field, claim) in [
        (MappedField::Status, is_status as Claim),
        (MappedField::Finished, is_day),
        (MappedField::Rating, is_rating),
    ] {
        table.claim(&mut fields, field, claim);
    }
    table.by_content(&mut fields);
    Mapping { scale: table.scale_of(&fields), fields, headerless: true }
}

/// What the columns seem to hold.
pub(super) fn by_names(names: &[String], rows: &[Vec<Cow<'_, str>>]) -> Mapping {
    let names: Vec<String> = names.iter().map(|name| folded(name)).collect();
    let mut fields = vec![MappedField::Keep; names.len()];
    for (field, known) in NAMES {
        // The most telling name first: "title" before "name".
        for wanted in known {
            let taken = !field.may_repeat() && fields.contains(&field);
            let free = |at: &usize| fields.get(*at) == Some(&MappedField::Keep);
            let found: Vec<usize> = (0..names.len())
                .filter(free)
                .filter(|at| names.get(*at).is_some_and(|name| name == wanted))
                .collect();
            for at in
                found.into_iter().take(if field.may_repeat() { usize::MAX } else { usize::from(!taken) })
            {
                if let Some(place) = fields.get_mut(at) {
                    *place = field;
                }
            }
        }
    }
    let table = Table { names: &names, rows };
    table.by_content(&mut fields);
    Mapping { scale: table.scale_of(&fields), fields, headerless: false }
}

/// A name in lower case, letters and digits only.
fn folded(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn is_isbn(cell: &str) -> bool {
    matches!(classify(cell), Number::Ten(_) | Number::Thirteen(_))
}

fn is_words(cell: &str) -> bool {
    cell.chars().any(char::is_alphabetic) && cell.len() <= 300
}

fn is_status(cell: &str) -> bool {
    matches!(shelf::words(cell), Meaning::Status(_))
}

/// Three numbers with the same mark between them, one of which is a year.
fn is_day(cell: &str) -> bool {
    ['-', '/', '.'].into_iter().any(|mark| {
        let parts: Vec<&str> = cell.trim().split(mark).collect();
        let numbers = parts.iter().all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
        parts.len() == 3 && numbers && parts.iter().any(|part| part.len() == 4)
    })
}

fn is_number(cell: &str) -> bool {
    cell.trim().replace(',', ".").parse::<f64>().is_ok_and(f64::is_finite)
}

/// A number that could be a rating on one of the scales.
fn is_rating(cell: &str) -> bool {
    rating(cell, 5.0).is_some_and(|stars| stars <= 10.0)
}

/// What a cell may turn out to be.
type Claim = fn(&str) -> bool;

struct Table<'t> {
    names: &'t [String],
    rows: &'t [Vec<Cow<'t, str>>],
}

impl Table<'_> {
    fn cells(&self, at: usize) -> impl Iterator<Item = &str> {
        self.rows
            .iter()
            .filter_map(move |row| row.get(at))
            .map(|cell| cell.trim())
            .filter(|cell| !cell.is_empty())
    }

    /// More than six in ten of the cells that are not empty.
    fn mostly(&self, at: usize, claim: Claim) -> bool {
        let (mut all, mut such) = (0usize, 0usize);
        for cell in self.cells(at) {
            all += 1;
            such += usize::from(claim(cell));
        }
        all > 0 && such * 10 > all * 6
    }

    /// Fills what the names left open: ISBNs are known by their check digits; titles and names are the first columns of
    /// words.
    fn by_content(&self, fields: &mut [MappedField]) {
        let claims: [(MappedField, Claim); 3] =
            [(MappedField::Isbn, is_isbn), (MappedField::Title, is_words), (MappedField::Authors, is_words)];
        for (field, claim) in claims {
            if fields.contains(&field) {
                continue;
            }
            let open = (0..self.names.len()).find(|at| {
                fields.get(*at) == Some(&MappedField::Keep) && self.mostly(*at, claim) && self.varies(*at)
            });
            if let Some(place) = open.and_then(|at| fields.get_mut(at)) {
                *place = field;
            }
        }
    }

    /// Gives a field to the first free column whose cells are mostly such.
    fn claim(&self, fields: &mut [MappedField], field: MappedField, claim: Claim) {
        let free = (0..fields.len())
            .find(|at| fields.get(*at) == Some(&MappedField::Keep) && self.mostly(*at, claim));
        if let Some(place) = free.and_then(|at| fields.get_mut(at)) {
            *place = field;
        }
    }

    /// The cells are not the same few over and over, as those of a status or a format are.
    fn varies(&self, at: usize) -> bool {
        let mut different: Vec<&str> = self.cells(at).collect();
        let all = different.len();
        different.sort_unstable();
        different.dedup();
        different.len() * 2 > all
    }

    fn scale_of(&self, fields: &[MappedField]) -> RatingScale {
        let at = fields.iter().position(|field| *field == MappedField::Rating);
        at.map_or(RatingScale::Five, |at| self.scale(at))
    }

    fn scale(&self, at: usize) -> RatingScale {
        let best = self.cells(at).filter_map(|cell| rating(cell, 5.0)).fold(0.0, f64::max);
        match best {
            best if best > 10.0 => RatingScale::Hundred,
            best if best > 5.0 => RatingScale::Ten,
            _ => RatingScale::Five,
        }
    }
}
