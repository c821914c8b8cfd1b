//! The rows that were not imported, as a CSV file that a spreadsheet opens without running anything.

use crate::views::FailedRow;
use library::export::harmless;
use library::import::{Format, ParsedExport};
use library::{LeftOutRow, WhyLeftOut};
use std::borrow::Cow;
use std::path::Path;

/// Writes the rows to `path`, replacing what is there: in the columns of the file they came from while that is kept, else
/// title and authors, always with line and reason. Open Library's file has numbers and no titles: there the columns for
/// title and authors, which its rows lack to become books, are put in front, to be filled in.
pub(crate) fn write(
    path: &Path,
    export: Option<&ParsedExport>,
    failed: &[FailedRow],
    left_out: &[LeftOutRow],
) -> Result<(), csv::Error> {
    let export = export.filter(|export| !export.header().is_empty());
    let mut rows: Vec<(u32, &str, &[String], Cow<'_, str>)> =
        failed.iter().map(|row| (row.line, &*row.title, &*row.authors, Cow::from(&*row.reason))).collect();
    rows.extend(left_out.iter().map(|row| {
        let unreadable = export.filter(|_| row.why == Some(WhyLeftOut::Unreadable));
        let said = unreadable.and_then(|export| why_unreadable(export, row.line)).map(Cow::from);
        (row.line, &*row.title, &*row.authors, said.unwrap_or_else(|| reason(row.why).into()))
    }));
    rows.sort_by_key(|row| row.0);
    let mut file = csv::WriterBuilder::new().flexible(true).from_path(path)?;
    let book = || ["Title", "Authors"].map(str::to_owned);
    let to_fill = if export.is_some_and(has_numbers_only) { book().to_vec() } else { Vec::new() };
    let lacking = to_fill.len();
    let columns: Vec<String> = match export {
        Some(export) => to_fill.into_iter().chain(export.header().iter().cloned()).collect(),
        None => book().to_vec(),
    };
    let names = columns.iter().map(|name| harmless(name).into_owned());
    file.write_record(names.chain(["Line".to_owned(), "Reason".to_owned()]))?;
    for (line, title, authors, reason) in rows {
        let original = export.and_then(|export| export.original(line));
        let in_place = original.map(|cells| [vec![String::new(); lacking], cells].concat());
        let mut cells = in_place.unwrap_or_else(|| vec![title.to_owned(), authors.join(", ")]);
        cells.resize(columns.len().max(cells.len()), String::new());
        let cells = cells.iter().map(|cell| harmless(cell).into_owned());
        file.write_record(cells.chain([line.to_string(), harmless(&reason).into_owned()]))?;
    }
    file.flush()?;
    Ok(())
}

/// Open Library's reading log names no titles, unless somebody has written them in.
fn has_numbers_only(export: &ParsedExport) -> bool {
    let is_title = |name: &String| name.trim().eq_ignore_ascii_case("title");
    export.format == Some(Format::OpenLibrary) && !export.header().iter().any(is_title)
}

/// What the file's own reader said about the row, which may say what to do about it.
fn why_unreadable(export: &ParsedExport, line: u32) -> Option<String> {
    let problems = export.entry(export.index_of(line)?)?.problems;
    problems.into_iter().find(|problem| problem.fatal).map(|problem| problem.message)
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

    #[test]
    fn a_row_of_numbers_only_gets_the_columns_that_make_a_book_of_it() {
        let file = "Work Id,Edition Id,Bookshelf\nOL1W,OL2M,Already Read\n";
        let export = parse(file.as_bytes(), &ParseOptions::default()).unwrap();
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("failed.csv");
        let row = LeftOutRow {
            line: 2,
            title: String::new(),
            authors: Vec::new(),
            why: Some(WhyLeftOut::Unreadable),
        };
        write(&path, Some(&export), &[], &[row]).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(
            text.starts_with("Title,Authors,Work Id,Edition Id,Bookshelf,Line,Reason\n,,OL1W,"),
            "{text}"
        );
        assert!(text.contains("See openlibrary.org/works/OL1W"), "{text}");

        let filled = text.replace("\n,,", "\nDracula,Bram Stoker,");
        let again = parse(filled.as_bytes(), &ParseOptions::default()).unwrap();
        let row = again.rows().next().unwrap();
        assert_eq!((row.title.as_str(), row.status), ("Dracula", Some(bookhive::Status::Finished)));
        assert_eq!((row.local.get("Line"), row.local.get("Reason")), (None, None));
    }
}
