use bookhive::Status;

/// What a service's shelf or read status says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Meaning {
    /// The cell is empty.
    Nothing,
    Status(Status),
    /// StoryGraph's "paused": still being read, with a note.
    Paused,
    /// The reader's own shelf; only the reader knows what it stands for.
    Custom(String),
}

/// Shelf names that mean a book was given up. The list is closed: any other name is the reader's own.
const GIVEN_UP: [&str; 9] = [
    "abandoned",
    "dnf",
    "did-not-finish",
    "didn-t-finish",
    "dropped",
    "wont-finish",
    "won-t-finish",
    "stopped-reading",
    "gave-up",
];

/// The meaning of Goodreads' exclusive shelf or StoryGraph's read status.
pub(super) fn meaning(name: &str) -> Meaning {
    let name = name.trim();
    match fold(name).as_str() {
        "" => Meaning::Nothing,
        "read" => Meaning::Status(Status::Finished),
        "currently-reading" => Meaning::Status(Status::Reading),
        "to-read" => Meaning::Status(Status::WantToRead),
        given_up if GIVEN_UP.contains(&given_up) => Meaning::Status(Status::Abandoned),
        _ => Meaning::Custom(name.to_owned()),
    }
}

/// StoryGraph knows one more.
pub(super) fn storygraph_meaning(name: &str) -> Meaning {
    if fold(name.trim()) == "paused" { Meaning::Paused } else { meaning(name) }
}

/// The meaning of a status in a table that somebody keeps by hand. Only plain words count; about the others the reader is
/// asked.
pub(super) fn words(name: &str) -> Meaning {
    match fold(name.trim()).as_str() {
        "finished" | "completed" | "already-read" => Meaning::Status(Status::Finished),
        "reading" | "in-progress" | "started" => Meaning::Status(Status::Reading),
        "want-to-read" | "wanttoread" | "tbr" | "planned" => Meaning::Status(Status::WantToRead),
        "stopped" => Meaning::Status(Status::Abandoned),
        _ => meaning(name),
    }
}

/// Lower case, every run of anything but letters one hyphen.
pub(super) fn fold(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    for c in name.chars().flat_map(char::to_lowercase) {
        if c.is_alphabetic() {
            folded.push(c);
        } else if !folded.ends_with('-') {
            folded.push('-');
        }
    }
    folded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn given_up_in_all_its_spellings_and_no_others() {
        for name in [
            "DNF",
            "did not finish",
            "Didn't Finish",
            "won’t-finish",
            "Gave  up",
            "stopped_reading",
            "Abandoned",
        ] {
            assert_eq!(meaning(name), Meaning::Status(Status::Abandoned), "{name}");
        }
        for name in ["dnf-2020", "maybe-dnf", "unfinished", "on-hold", "2020", "read-again", "未読"] {
            assert_eq!(meaning(name), Meaning::Custom(name.into()), "{name}");
        }
    }

    #[test]
    fn paused_is_storygraphs_word_only() {
        assert_eq!(storygraph_meaning("Paused"), Meaning::Paused);
        assert_eq!(meaning("paused"), Meaning::Custom("paused".into()));
        assert_eq!(storygraph_meaning("  "), Meaning::Nothing);
        assert_eq!(storygraph_meaning("To Read"), Meaning::Status(Status::WantToRead));
    }
}
