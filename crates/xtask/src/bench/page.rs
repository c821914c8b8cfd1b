//! The table of docs/MEASURES.md that a run writes, between two marks; the words around it are written by hand.

use super::measure::Measure;
use crate::failure::{Failure, Outcome};
use std::fs;
use std::path::Path;

const BEGIN: &str = "<!-- written by `cargo xtask bench` -->\n";
const END: &str = "<!-- end -->\n";

pub(super) fn update(page: &Path, measures: &[Measure]) -> Outcome {
    let text = fs::read_to_string(page).map_err(Failure::of(page.display()))?;
    let text = with_table(&text, measures)
        .ok_or_else(|| Failure::new(format!("{} has no place for the table", page.display())))?;
    fs::write(page, text).map_err(Failure::of(page.display()))
}

fn with_table(text: &str, measures: &[Measure]) -> Option<String> {
    let (before, rest) = text.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    let mut table = String::from("| measure | floor | figure | at most | reached |\n|---|---|---|---|---|\n");
    for measure in measures {
        table.push_str(&format!("| {} |\n", measure.cells().join(" | ")));
    }
    Some(format!("{before}{BEGIN}{table}{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_replaced_and_the_words_stay() {
        let page = format!("before\n{BEGIN}old\n{END}after\n");
        let new = with_table(&page, &[Measure::missing("a_row")]).unwrap();
        assert!(new.starts_with("before\n") && new.ends_with("after\n"));
        assert!(new.contains("| a-row | - | not measured |") && !new.contains("old"));
        assert_eq!(with_table(&new, &[Measure::missing("a_row")]), Some(new));
    }

    #[test]
    fn the_page_has_a_place_for_it() {
        let page = fs::read_to_string(crate::tree::root().join("docs/MEASURES.md")).unwrap();
        assert!(with_table(&page, &[]).is_some());
    }
}
