use std::borrow::Cow;

/// The header of a file: columns are found by name, never by place.
#[derive(Debug, Clone)]
pub(super) struct Columns {
    names: Vec<String>,
    folded: Vec<String>,
}

/// A column's place, when the file has it.
pub(super) type Column = Option<usize>;

impl Columns {
    pub(super) fn new<'a>(header: impl IntoIterator<Item = &'a str>) -> Self {
        let names: Vec<String> = header.into_iter().map(|name| name.trim().to_owned()).collect();
        let folded = names.iter().map(|name| fold(name)).collect();
        Self { names, folded }
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
    pub(super) cells: &'r [Cow<'r, str>],
}

impl<'r> Cells<'r> {
    /// The trimmed cell; empty when the file has no such column or the row ends before it.
    pub(super) fn get(&self, column: Column) -> &'r str {
        column.and_then(|at| self.cells.get(at)).map_or("", |cell| cell.trim())
    }
}

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
}
