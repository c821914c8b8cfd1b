use std::borrow::Cow;

/// The header of a file: columns are found by name, never by place.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    names: Vec<String>,
    folded: Vec<String>,
    ours: bool,
}

/// Name of the last column of every CSV file that this app writes, by which it knows its own files again. Its cells are
/// empty.
///
/// In such a file a text cell that starts with `=`, `+`, `-`, `@`, TAB or CR was written with one `'` before it, and
/// exactly that one is removed.
pub const OWN_COLUMN: &str = "Book Explorer";

/// A column's place, when the file has it.
pub(super) type Column = Option<usize>;

impl Columns {
    pub(super) fn new<'a>(header: impl IntoIterator<Item = &'a str>) -> Self {
        let names: Vec<String> = header.into_iter().map(|name| name.trim().to_owned()).collect();
        let folded = names.iter().map(|name| fold(name)).collect();
        let ours = names.last().is_some_and(|name| name == OWN_COLUMN);
        Self { names, folded, ours }
    }

    /// Columns of a file that does not name them: "Column 1", "Column 2", ….
    pub(super) fn numbered(count: usize) -> Self {
        let names: Vec<String> = (1..=count).map(|number| format!("Column {number}")).collect();
        Self::new(names.iter().map(String::as_str))
    }

    /// The first column with one of these names; the first name that is there wins. Case and spaces do not matter.
    pub(super) fn find(&self, names: &[&str]) -> Column {
        names.iter().find_map(|name| {
            let name = fold(name);
            self.folded.iter().position(|folded| *folded == name)
        })
    }

    /// The file has a column of that name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.find(&[name]).is_some()
    }

    /// The name of a column as the file has it.
    pub(super) fn name(&self, column: usize) -> &str {
        self.names.get(column).map_or("", String::as_str)
    }

    /// The header is one that we wrote: it ends in [`OWN_COLUMN`].
    pub(super) fn ours(&self) -> bool {
        self.ours
    }

    pub(super) fn names(&self) -> &[String] {
        &self.names
    }
}

fn fold(name: &str) -> String {
    name.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// One data row, its cells by column.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cells<'r> {
    cells: &'r [Cow<'r, str>],
    /// The file is one that we wrote.
    ours: bool,
}

impl<'r> Cells<'r> {
    pub(super) fn new(cells: &'r [Cow<'r, str>], ours: bool) -> Self {
        Self { cells, ours }
    }

    /// The trimmed cell; empty when the file has no such column or the row ends before it. In our own files the mark that
    /// keeps a spreadsheet from taking a text for a formula is taken off.
    pub(super) fn get(&self, column: Column) -> &'r str {
        let cell = column.and_then(|at| self.cells.get(at)).map_or("", |cell| cell.as_ref());
        let marked = |rest: &&str| rest.trim_start_matches('\'').starts_with(FORMULA);
        let told = cell.strip_prefix('\'').filter(|rest| self.ours && marked(rest));
        told.unwrap_or(cell).trim()
    }

    pub(super) fn count(&self) -> usize {
        self.cells.len()
    }

    /// A cell behind the first `columns` says something.
    pub(super) fn go_beyond(&self, columns: usize) -> bool {
        self.cells.iter().skip(columns).any(|cell| !cell.trim().is_empty())
    }
}

/// With these a text would be a formula to a spreadsheet.
const FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn case_and_spaces_in_names_do_not_matter() {
        let columns = Columns::new([" read STATUS", "ISBN / UID", "Title"]);
        assert_eq!(columns.find(&["Read Status"]), Some(0));
        assert_eq!(columns.find(&["ISBN", "ISBN/UID"]), Some(1));
        assert_eq!(columns.find(&["Authors"]), None);
        assert_eq!(columns.name(1), "ISBN / UID");
    }

    #[test]
    fn one_mark_against_formulas_is_taken_off_in_our_own_files_only() {
        for (cell, ours, theirs) in
            [("'=1+1", "=1+1", "'=1+1"), ("''=1", "'=1", "''=1"), ("'tis", "'tis", "'tis"), ("'-", "-", "'-")]
        {
            let cells = [Cow::Borrowed(cell)];
            assert_eq!(Cells::new(&cells, true).get(Some(0)), ours);
            assert_eq!(Cells::new(&cells, false).get(Some(0)), theirs);
        }
        assert!(Columns::new(["Title", OWN_COLUMN]).ours() && !Columns::new([OWN_COLUMN, "Title"]).ours());
    }
}
