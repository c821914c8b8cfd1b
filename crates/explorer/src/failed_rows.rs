//! The rows that were not imported, as a CSV file that a spreadsheet opens without running anything.

use crate::views::FailedRow;
use library::export::harmless;
use library::import::ParsedExport;
use library::{LeftOutRow, WhyLeftOut};
use std::path::Path;

/// Writes the rows to `path`, replacing what is there: in the columns of the file they came from while that is kept, else
/// title and authors, always with line and reason.
pub(crate) fn write(
    path: &Path,
    export: Option<&ParsedExport>,
    failed: &[FailedRow],
    left_out: &[LeftOutRow],
) -> Result<(), csv::Error> {
    let mut rows: Vec<(u32, &str, &[String], &str)> =
        failed.iter().map(|row| (row.line, &*row.title, &*row.authors, &*row.reason)).collect();
    rows.extend(left_out.iter().map(|row| (row.line, &*row.title, &*row.authors, reason(row.why))));
    rows.sort_by_key(|row| row.0);
    let export = export.filter(|export| !export.header().is_empty());
    let mut file = csv::WriterBuilder::new().flexible(true).from_path(path)?;
    let columns: Vec<String> = match export {
        Some(export) => export.header().to_vec(),
        None => vec!["Title".to_owned(), "Authors".to_owned()],
    };
    let names = columns.iter().map(|name| harmless(name).into_owned());
    file.write_record(names.chain(["Line".to_owned(), "Reason".to_owned()]))?;
    for (line, title, authors, reason) in rows {
        let mut cells = export
            .and_then(|export| export.original(line))
            .unwrap_or_else(|| vec![title.to_owned(), authors.join(", ")]);
        cells.resize(columns.len().max(cells.len()), String::new());
        let cells = cells.iter().map(|cell| harmless(cell).into_owned());
        file.write_record(cells.chain([line.to_string(), harmless(reason).into_owned()]))?;
    }
    file.flush()?;
    Ok(())
}

fn reason(why: Option<WhyLeftOut>) -> &'static str {
    match why {
        Some(WhyLeftOut::NoAuthor) => "It has no author.",
        Some(WhyLeftOut::Undecided) => "Which book it is was not decided.",
        Some(WhyLeftOut::Disputed) => "Your library says otherwise, and who wins was not decided.",
        Some(WhyLeftOut::ByYou) => "You left it out.",
        Some(WhyLeftOut::Unreadable) => "It could not be read as a book.",
        None => "It was left out.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use library::import::{ParseOptions, parse};

    fn written(export: Option<&ParsedExport>) -> String {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("failed.csv");
        let failed = FailedRow {
            line: 3,
            title: "=1+1".to_owned(),
            authors: vec!["Ann, B.".to_owned(), "Cy".to_owned()],
            reason: "no \"title\"".to_owned(),
        };
        let left_out = LeftOutRow {
            line: 2,
            title: "Dune".to_owned(),
            authors: Vec::new(),
            why: Some(WhyLeftOut::NoAuthor),
        };
        write(&path, export, &[failed], &[left_out]).unwrap();
        std::fs::read_to_string(path).unwrap()
    }

    #[test]
    fn rows_are_given_back_in_the_columns_of_their_file() {
        let file = "Title,Authors,Read Status,Tags\nDune,,read,sand\n=1+1,\"Ann, B., Cy\",read,\"a, b\"\n";
        let export = parse(file.as_bytes(), &ParseOptions::default()).unwrap();
        let text = written(Some(&export));
        let expected = "Title,Authors,Read Status,Tags,Line,Reason\n\
                        Dune,,read,sand,2,It has no author.\n\
                        '=1+1,\"Ann, B., Cy\",read,\"a, b\",3,\"no \"\"title\"\"\"\n";
        assert_eq!(text, expected);
    }

    #[test]
    fn without_the_file_title_and_authors_are_left_and_formulas_are_defused() {
        let expected = "Title,Authors,Line,Reason\nDune,,2,It has no author.\n\
                        '=1+1,\"Ann, B., Cy\",3,\"no \"\"title\"\"\"\n";
        assert_eq!(written(None), expected);
    }
}
