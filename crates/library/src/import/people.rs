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
    unique(names)
}

/// Names that are not empty, without exact repeats.
pub(super) fn unique(names: Vec<String>) -> Vec<String> {
    let mut unique: Vec<String> = Vec::with_capacity(names.len());
    for name in names {
        if !name.is_empty() && !unique.contains(&name) {
            unique.push(name);
        }
    }
    unique
}

/// "Last, First" as it is spoken. A suffix behind a second comma goes to the end, and a name without a comma stands.
pub(super) fn turned(name: &str) -> String {
    let mut parts = name.split(',').map(collapse).filter(|part| !part.is_empty());
    let Some(last) = parts.next() else { return String::new() };
    let (suffixes, first): (Vec<String>, Vec<String>) = parts.partition(|part| is_suffix(part));
    let spoken: Vec<String> = first.into_iter().chain([last]).chain(suffixes).collect();
    spoken.join(" ")
}

/// Names of which the file does not say in which order they stand: `;`, `|` and `&` part people; of what commas part, a
/// single word before the only comma is a surname ("Smith, Mark"), and anything else a list.
pub(super) fn either_order(list: &str) -> Vec<String> {
    let people: Vec<&str> = list.split([';', '|', '&']).filter(|part| !part.trim().is_empty()).collect();
    let several = people.len() > 1;
    unique(people.into_iter().flat_map(|part| one_or_more(part, several)).collect())
}

fn one_or_more(part: &str, one: bool) -> Vec<String> {
    let pieces: Vec<&str> = part.split(',').map(str::trim).filter(|piece| !piece.is_empty()).collect();
    match pieces.as_slice() {
        [_, second] if is_suffix(second) => vec![split(part).join(" ")],
        [last, _] if one || last.split_whitespace().nth(1).is_none() => vec![turned(part)],
        _ => split(part),
    }
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
    fn surnames_that_come_first_are_put_last() {
        for (name, spoken) in [
            ("Cortázar, Julio", "Julio Cortázar"),
            ("King, Martin Luther, Jr.", "Martin Luther King Jr."),
            ("le Guin, Ursula  K.", "Ursula K. le Guin"),
            ("Homer", "Homer"),
            ("", ""),
        ] {
            assert_eq!(turned(name), spoken, "{name}");
        }
    }

    #[test]
    fn lists_and_turned_names_are_told_apart() {
        for (list, names) in [
            ("Smith, Mark", vec!["Mark Smith"]),
            ("Neil Gaiman, Terry Pratchett", vec!["Neil Gaiman", "Terry Pratchett"]),
            ("le Guin, Ursula; Wolfe, Gene", vec!["Ursula le Guin", "Gene Wolfe"]),
            ("Anna Burns & Max Porter", vec!["Anna Burns", "Max Porter"]),
            ("James Forman, Jr.", vec!["James Forman Jr."]),
            ("", vec![]),
        ] {
            assert_eq!(either_order(list), names, "{list}");
        }
    }

    #[test]
    fn repeats_and_spaces_go_but_different_spellings_stay() {
        assert_eq!(split("Neil  Gaiman, neil gaiman,, Neil Gaiman , \t"), ["Neil Gaiman", "neil gaiman"]);
        assert_eq!(split(""), [""; 0]);
    }
}
