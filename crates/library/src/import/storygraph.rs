use super::columns::{Cells, Column, Columns};
use super::draft::{Draft, NoBook};
use super::reader::Service;
use super::{people, shelf};
use bookhive::PreviousRead;
use std::sync::Arc;

/// StoryGraph's export: 23 columns since 2022, fewer and partly other names before.
#[derive(Debug)]
pub(super) struct StoryGraph {
    title: Column,
    authors: Column,
    number: Column,
    status: Column,
    added: Column,
    last_read: Column,
    reads: Column,
    rating: Column,
    review: Column,
    owned: Column,
    /// Columns whose text stays on this computer, with the key it is kept under.
    kept: Vec<(Column, &'static str)>,
}

/// What tells StoryGraph's header from others.
pub(super) fn is_header(columns: &Columns) -> bool {
    let telling =
        ["Read Status", "Star Rating", "ISBN/UID", "Dates Read", "Last Date Read", "Moods", "Pace", "Owned?"];
    let told = telling.iter().filter(|name| columns.has(name)).count();
    columns.has("Read Status") || told >= 2
}

impl StoryGraph {
    pub(super) fn shared(columns: &Columns) -> Arc<dyn Service> {
        let kept = [
            ("Contributors", "contributors"),
            ("Format", "format"),
            ("Read Count", "readCount"),
            ("Moods", "moods"),
            ("Pace", "pace"),
            ("Character- or Plot-Driven?", "characterOrPlotDriven"),
            ("Strong Character Development?", "strongCharacterDevelopment"),
            ("Loveable Characters?", "loveableCharacters"),
            ("Diverse Characters?", "diverseCharacters"),
            ("Flawed Characters?", "flawedCharacters"),
            ("Content Warnings", "contentWarnings"),
            ("Content Warning Description", "contentWarningDescription"),
            ("Tags", "tags"),
        ];
        Arc::new(Self {
            title: columns.find(&["Title"]),
            authors: columns.find(&["Authors", "Author"]),
            number: columns.find(&["ISBN/UID", "ISBN"]),
            status: columns.find(&["Read Status"]),
            added: columns.find(&["Date Added"]),
            last_read: columns.find(&["Last Date Read"]),
            reads: columns.find(&["Dates Read"]),
            rating: columns.find(&["Star Rating"]),
            review: columns.find(&["Review"]),
            owned: columns.find(&["Owned?", "Owned"]),
            kept: kept.map(|(name, key)| (columns.find(&[name]), key)).to_vec(),
        })
    }
}

impl Service for StoryGraph {
    fn dates(&self) -> Vec<Column> {
        vec![self.reads, self.last_read, self.added]
    }

    fn read(&self, cells: Cells<'_>, draft: &mut Draft<'_>) -> Result<(), NoBook> {
        draft.title(self.title, cells.get(self.title))?;
        draft.authors(self.authors, people::split(cells.get(self.authors)));
        draft.number(self.number, cells.get(self.number));
        draft.row.created = draft.day(self.added, cells.get(self.added));
        draft.stars(self.rating, cells.get(self.rating));
        draft.review(self.review, cells.get(self.review));
        draft.owned(self.owned, cells.get(self.owned));
        for (column, key) in &self.kept {
            draft.keep(key, cells.get(*column));
        }

        let listed = cells.get(self.reads);
        let entries = listed.split([',', ';']).map(str::trim).filter(|entry| !entry.is_empty());
        draft.take_lost_days();
        let mut reads: Vec<PreviousRead> =
            entries.filter_map(|entry| draft.reading(self.reads, entry)).collect();
        if draft.take_lost_days() {
            draft.keep("datesRead", listed);
        }
        if reads.is_empty()
            && let Some(read) = Some(cells.get(self.last_read))
                .filter(|last| !last.is_empty())
                .and_then(|last| draft.reading(self.last_read, last))
        {
            reads.push(read);
        }
        draft.standing(shelf::storygraph_meaning(cells.get(self.status)), reads);
        Ok(())
    }
}
