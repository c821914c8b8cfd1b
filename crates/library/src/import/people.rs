/// Splits a list of names at its commas, as StoryGraph writes them.
///
/// Runs of white space are one space, exact repeats are dropped, and a suffix behind a comma belongs to the name
/// before it: "James Forman, Jr., Michelle Alexander" is two people.
pub(super) fn split(list: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for part in list.split(',') {
        let name = collapse(part);
        if name.is_empty() {
            continue;
        }
        match names.last_mut() {
            Some(before) if is_suffix(&name) => {
                before.push(' ');
                before.push_str(&name);
            }
            _ => names.push(name),
        }
    }
    let mut unique: Vec<String> = Vec::with_capacity(names.len());
    for name in names {
        if !unique.contains(&name) {
            unique.push(name);
        }
    }
    unique
}

/// One name with its runs of white space collapsed.
pub(super) fn collapse(name: &str) -> String {
    let mut collapsed = String::with_capacity(name.len());
    for word in name.split_whitespace() {
        if !collapsed.is_empty() {
            collapsed.push(' ');
        }
        collapsed.push_str(word);
    }
    collapsed
}

fn is_suffix(name: &str) -> bool {
    let bare: String = name.chars().filter(|c| *c != '.').collect();
    ["Jr", "Sr", "II", "III", "IV", "PhD", "MD", "Esq"].iter().any(|suffix| bare.eq_ignore_ascii_case(suffix))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn suffixes_belong_to_the_name_before_them() {
        for (list, names) in [
            ("James Forman, Jr., Michelle Alexander", vec!["James Forman Jr.", "Michelle Alexander"]),
            ("James Forman Jr.", vec!["James Forman Jr."]),
            ("A. Person, Ph.D., MD", vec!["A. Person Ph.D. MD"]),
            ("Jr., Someone", vec!["Jr.", "Someone"]),
        ] {
            assert_eq!(split(list), names, "{list}");
        }
    }

    #[test]
    fn repeats_and_spaces_go_but_different_spellings_stay() {
        assert_eq!(split("Neil  Gaiman, neil gaiman,, Neil Gaiman , \t"), ["Neil Gaiman", "neil gaiman"]);
        assert_eq!(split(""), [""; 0]);
    }
}
