use super::status_view;
use crate::views::{
    ColumnField, ColumnMapping, MappingColumn, MappingFaultView, MappingPreview, MappingRow, RatingScaleView,
};
use library::import::{Entry, MappedField, Mapping, MappingFault, RatingScale, Unmapped};

macro_rules! twins {
    ($($name:ident),* $(,)?) => {
        fn field(view: ColumnField) -> MappedField {
            match view { $(ColumnField::$name => MappedField::$name),* }
        }

        fn field_view(field: MappedField) -> ColumnField {
            match field { $(MappedField::$name => ColumnField::$name),* }
        }
    };
}

twins!(
    Ignore,
    Keep,
    Title,
    Authors,
    Isbn,
    GoodreadsId,
    Identifiers,
    Status,
    Rating,
    Review,
    Started,
    Finished,
    Reads,
    Added,
    Owned,
    Tags,
);

pub(crate) fn of_view(view: &ColumnMapping) -> Mapping {
    Mapping {
        fields: view.fields.iter().copied().map(field).collect(),
        scale: match view.scale {
            RatingScaleView::Five => RatingScale::Five,
            RatingScaleView::Ten => RatingScale::Ten,
            RatingScaleView::Hundred => RatingScale::Hundred,
        },
        headerless: view.headerless,
    }
}

pub(crate) fn view(mapping: &Mapping) -> ColumnMapping {
    ColumnMapping {
        fields: mapping.fields.iter().copied().map(field_view).collect(),
        scale: match mapping.scale {
            RatingScale::Five => RatingScaleView::Five,
            RatingScale::Ten => RatingScaleView::Ten,
            RatingScale::Hundred => RatingScaleView::Hundred,
        },
        headerless: mapping.headerless,
    }
}

/// Characters of a column's name that the page is shown; a file may call one anything.
const NAME_CHARS: usize = 200;

pub(crate) fn columns(table: &Unmapped) -> Vec<MappingColumn> {
    let short = |name: &String| name.chars().take(NAME_CHARS).collect();
    let column = |(name, samples): (&String, Vec<String>)| MappingColumn { name: short(name), samples };
    table.header().iter().zip(table.samples()).map(column).collect()
}

pub(crate) fn preview(read: Result<Vec<Entry>, MappingFault>) -> MappingPreview {
    match read {
        Ok(entries) => MappingPreview { fault: None, rows: entries.into_iter().map(row).collect() },
        Err(fault) => MappingPreview {
            fault: Some(match fault {
                MappingFault::NoTitle => MappingFaultView::NoTitle,
                MappingFault::Twice(_) => MappingFaultView::Twice,
                MappingFault::NoRows => MappingFaultView::NoRows,
                MappingFault::OtherTable => MappingFaultView::OtherTable,
            }),
            rows: Vec::new(),
        },
    }
}

fn row(entry: Entry) -> MappingRow {
    let said = entry.problems.into_iter().map(|problem| problem.message);
    let row = entry.row.unwrap_or_default();
    let thirteen = row.identifiers.isbn13.map(|isbn| isbn.as_str().to_owned());
    MappingRow {
        line: entry.line,
        title: row.title,
        authors: row.authors,
        status: row.status.map(status_view),
        shelf: row.shelf,
        stars: row.stars.map(bookhive::Stars::half_stars),
        started: row.started.map(|day| day.to_string()),
        finished: row.finished.map(|day| day.to_string()),
        isbn: thirteen.or(row.identifiers.isbn10.map(|isbn| isbn.as_str().to_owned())),
        has_review: row.review.is_some(),
        notes: row.notes.iter().map(ToString::to_string).chain(said).collect(),
    }
}
