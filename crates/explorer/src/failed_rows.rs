//! The rows that a server refused, as a CSV file that a spreadsheet opens without running anything.

use crate::views::FailedRow;
use library::export::harmless;
use std::path::Path;

/// Writes the rows to `path`, replacing what is there.
pub(crate) fn write(path: &Path, rows: &[FailedRow]) -> Result<(), csv::Error> {
    let mut file = csv::Writer::from_path(path)?;
    file.write_record(["Line", "Title", "Authors", "Reason"])?;
    for row in rows {
        let authors = row.authors.join(", ");
        file.write_record([
            row.line.to_string().as_str(),
            &harmless(&row.title),
            &harmless(&authors),
            &harmless(&row.reason),
        ])?;
    }
    file.flush()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_that_look_like_formulas_are_defused() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("failed.csv");
        let row = FailedRow {
            line: 7,
            title: "=1+1".to_owned(),
            authors: vec!["Ann, B.".to_owned(), "Cy".to_owned()],
            reason: "no \"title\"".to_owned(),
        };
        write(&path, &[row]).unwrap();
        let text = std::fs::read_to_string(path).unwrap();
        assert_eq!(text, "Line,Title,Authors,Reason\n7,'=1+1,\"Ann, B., Cy\",\"no \"\"title\"\"\"\n");
    }
}
