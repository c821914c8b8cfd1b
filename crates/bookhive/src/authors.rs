/// Joins names the way the record's `authors` field holds them: one TAB between two names.
///
/// White space inside a name is collapsed to single spaces, so that a name can never smuggle in a separator. Empty
/// names are left out.
pub fn join_authors<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let mut joined = String::new();
    for name in names {
        let before = joined.len();
        for word in name.split_whitespace() {
            if joined.len() > before {
                joined.push(' ');
            } else if before > 0 {
                joined.push('\t');
            }
            joined.push_str(word);
        }
    }
    joined
}

/// The names in an `authors` field, in order, the first being the primary author. Empty parts are left out.
pub fn split_authors(field: &str) -> Vec<&str> {
    field.split('\t').map(str::trim).filter(|name| !name.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_separated_by_one_tab_and_never_contain_one() {
        assert_eq!(
            join_authors(["Ursula  K. Le\tGuin", "", " ", "Virginia Kidd "]),
            "Ursula K. Le Guin\tVirginia Kidd"
        );
        assert_eq!(join_authors([]), "");
    }

    #[test]
    fn splitting_undoes_joining() {
        let names = ["川端 康成", "X", "John Smith, Jr."];
        assert_eq!(split_authors(&join_authors(names)), names);
        assert_eq!(split_authors("\t A \t\tB"), ["A", "B"]);
    }
}
