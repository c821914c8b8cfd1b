use super::{MappedField, Mapping, RatingScale};
use crate::import::columns::{Cells, Column, Columns};
use crate::import::draft::{Draft, NoBook};
use crate::import::isbns::{self, Number};
use crate::import::reader::Service;
use crate::import::{people, shelf, stars};
use bookhive::PreviousRead;
use std::sync::Arc;

/// Reads rows by a mapping.
#[derive(Debug)]
pub(super) struct Mapped {
    title: Column,
    authors: Vec<usize>,
    numbers: Vec<usize>,
    goodreads: Column,
    identifiers: Column,
    status: Column,
    rating: Column,
    scale: RatingScale,
    review: Column,
    started: Column,
    finished: Column,
    reads: Column,
    added: Column,
    owned: Column,
    tags: Vec<usize>,
    kept: Vec<(usize, String)>,
}

impl Mapped {
    pub(super) fn shared(mapping: &Mapping, columns: &Columns) -> Arc<dyn Service> {
        let all = |field: MappedField| {
            let places = mapping.fields.iter().enumerate().filter(move |(_, one)| **one == field);
            places.map(|(at, _)| at)
        };
        let one = |field: MappedField| all(field).next();
        Arc::new(Self {
            title: one(MappedField::Title),
            authors: all(MappedField::Authors).collect(),
            numbers: all(MappedField::Isbn).collect(),
            goodreads: one(MappedField::GoodreadsId),
            identifiers: one(MappedField::Identifiers),
            status: one(MappedField::Status),
            rating: one(MappedField::Rating),
            scale: mapping.scale,
            review: one(MappedField::Review),
            started: one(MappedField::Started),
            finished: one(MappedField::Finished),
            reads: one(MappedField::Reads),
            added: one(MappedField::Added),
            owned: one(MappedField::Owned),
            tags: all(MappedField::Tags).collect(),
            kept: all(MappedField::Keep).map(|at| (at, key(columns.name(at)))).collect(),
        })
    }

    fn identifiers(&self, cells: Cells<'_>, draft: &mut Draft<'_>) {
        for entry in cells.get(self.identifiers).split(',') {
            match entry.trim().split_once(':') {
                Some(("goodreads", id)) => draft.goodreads_id(id),
                Some(("isbn", number)) if self.numbers.is_empty() => draft.number(self.identifiers, number),
                Some(("amazon" | "mobi-asin", asin)) => draft.keep("asin", asin),
                _ => {}
            }
        }
        draft.keep("identifiers", cells.get(self.identifiers));
    }

    fn reads(&self, cells: Cells<'_>, draft: &mut Draft<'_>) -> Vec<PreviousRead> {
        let listed = cells.get(self.reads).split([',', ';']).map(str::trim).filter(|entry| !entry.is_empty());
        let mut reads: Vec<PreviousRead> =
            listed.filter_map(|entry| draft.reading(self.reads, entry)).collect();
        if reads.is_empty() {
            let (started, finished) = (cells.get(self.started), cells.get(self.finished));
            reads = draft.paired((self.started, started), (self.finished, finished));
        }
        reads
    }

    /// What to do about a row that has a number for a title. A number is not looked up in its place: what the catalogue says
    /// of one has to be checked against a title (other people's imports write there too).
    fn remedy(&self, cells: Cells<'_>) -> Option<String> {
        let kept = |wanted: &str| {
            let mut held =
                self.kept.iter().filter(|(_, key)| key == wanted).map(|(at, _)| cells.get(Some(*at)));
            held.find(|cell| !cell.is_empty())
        };
        let isbn = || {
            let mut held = self.numbers.iter().map(|at| cells.get(Some(*at)));
            held.find(|cell| matches!(isbns::classify(cell), Number::Ten(_) | Number::Thirteen(_)))
        };
        let shown = if let Some(work) = kept("openLibraryWork") {
            format!("See openlibrary.org/works/{work}")
        } else if let Some(edition) = kept("openLibraryEdition") {
            format!("See openlibrary.org/books/{edition}")
        } else {
            format!("Its ISBN is {}", isbns::unwrap(isbn()?))
        };
        Some(format!(
            "{shown}; write title and author into columns “Title” and “Authors” of the file, and import it again."
        ))
    }

    /// The rating on a scale of five, as text.
    fn stars(&self, cell: &str) -> String {
        let best = match self.scale {
            RatingScale::Five => 5.0,
            RatingScale::Ten => 10.0,
            RatingScale::Hundred => 100.0,
        };
        match rating(cell, best) {
            Some(stars) => stars.to_string(),
            None => cell.to_owned(),
        }
    }
}

impl Service for Mapped {
    fn dates(&self) -> Vec<Column> {
        vec![self.reads, self.started, self.finished, self.added]
    }

    fn read(&self, cells: Cells<'_>, draft: &mut Draft<'_>) -> Result<(), NoBook> {
        draft.title_or(self.title, cells.get(self.title), || self.remedy(cells))?;
        let names = self.authors.iter().flat_map(|at| people::either_order(cells.get(Some(*at)))).collect();
        draft.authors(self.authors.first().copied(), people::unique(names));
        for at in &self.numbers {
            draft.number(Some(*at), cells.get(Some(*at)));
        }
        draft.goodreads_id(cells.get(self.goodreads));
        self.identifiers(cells, draft);
        draft.row.created = draft.day(self.added, cells.get(self.added));
        draft.stars(self.rating, &self.stars(cells.get(self.rating)));
        draft.review(self.review, cells.get(self.review));
        draft.owned(self.owned, cells.get(self.owned));
        let tags: Vec<&str> =
            self.tags.iter().map(|at| cells.get(Some(*at))).filter(|tags| !tags.is_empty()).collect();
        draft.keep("tags", &tags.join(", "));
        for (at, key) in &self.kept {
            draft.keep(key, cells.get(Some(*at)));
        }
        let reads = self.reads(cells, draft);
        draft.standing(shelf::words(cells.get(self.status)), reads);
        Ok(())
    }
}

/// Stars out of five: a number on the scale, a fraction (`8/10`), or the stars themselves (`★★★½`).
pub(super) fn rating(cell: &str, best: f64) -> Option<f64> {
    if let Some((part, whole)) = cell.split_once('/') {
        let whole = stars::read(whole).filter(|whole| *whole > 0.0)?;
        return Some(stars::read(part)? * 5.0 / whole);
    }
    if cell.contains(['★', '☆']) {
        return stars::read(cell);
    }
    let cell = cell.trim().trim_end_matches('%');
    stars::read(cell).map(|stars| stars * 5.0 / best)
}

/// The key of a kept column: one that other formats use too where the name says the same, else the name itself.
fn key(name: &str) -> String {
    let folded: String = name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    let known = match folded.as_str() {
        "format" | "formats" | "binding" | "media" | "mediatype" => "format",
        "pages" | "pagecount" | "numberofpages" | "numpages" => "pages",
        "publisher" => "publisher",
        "series" => "series",
        "notes" | "privatenotes" | "mynotes" => "privateNotes",
        "language" | "languages" => "language",
        "description" | "comments" | "summary" => "description",
        "editionid" => "openLibraryEdition",
        "workid" => "openLibraryWork",
        _ => return name.chars().take(60).collect(),
    };
    known.to_owned()
}
