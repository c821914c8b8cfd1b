//! How many tests passed and failed, read from the summary lines of the runners.

/// Passed and failed, of one step or of all.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
}

impl Tally {
    pub(crate) fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }

    /// Counts what `line` sums up, if it is the last word of a runner; zero otherwise.
    pub(crate) fn of_line(line: &str) -> Self {
        let line = without_colours(line);
        let line = line.trim();
        cargo(line).or_else(|| node(line)).or_else(|| vitest(line)).unwrap_or_default()
    }
}

/// `test result: ok. 12 passed; 0 failed; 0 ignored; …`
fn cargo(line: &str) -> Option<Tally> {
    let counts = line.strip_prefix("test result: ")?.split_once(". ")?.1;
    Some(Tally { passed: count_before(counts, "passed")?, failed: count_before(counts, "failed")? })
}

/// `# pass 12` and `# fail 0` (TAP), `ℹ pass 12` and `ℹ fail 0` (spec), each on its own line.
fn node(line: &str) -> Option<Tally> {
    let mut words = line.strip_prefix(['#', 'ℹ'])?.split_whitespace();
    let (name, count) = (words.next()?, words.next()?.parse().ok()?);
    match name {
        "pass" => Some(Tally { passed: count, failed: 0 }),
        "fail" | "cancelled" => Some(Tally { passed: 0, failed: count }),
        _ => None,
    }
}

/// `Tests  1 failed | 11 passed (12)`
fn vitest(line: &str) -> Option<Tally> {
    let counts = line.strip_prefix("Tests ")?;
    let passed = count_before(counts, "passed");
    let failed = count_before(counts, "failed");
    (passed.is_some() || failed.is_some())
        .then_some(Tally { passed: passed.unwrap_or(0), failed: failed.unwrap_or(0) })
}

/// The number that stands before `word`.
fn count_before(text: &str, word: &str) -> Option<u64> {
    let mut before = None;
    for part in text.split([' ', ';', '|']).filter(|part| !part.is_empty()) {
        if part == word {
            return before;
        }
        before = part.parse().ok();
    }
    None
}

fn without_colours(line: &str) -> String {
    let mut plain = String::new();
    let mut characters = line.chars();
    while let Some(character) = characters.next() {
        if character == '\u{1b}' {
            // ESC [ … m
            characters.by_ref().find(char::is_ascii_alphabetic);
        } else {
            plain.push(character);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, passed: u64, failed: u64) {
        assert_eq!(Tally::of_line(line), Tally { passed, failed }, "{line}");
    }

    #[test]
    fn reads_the_summaries_of_cargo() {
        check(
            "test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 3 filtered out; finished in 0.01s",
            12,
            0,
        );
        check("test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out", 3, 2);
    }

    #[test]
    fn reads_the_summaries_of_node() {
        check("# pass 7", 7, 0);
        check("# fail 2", 0, 2);
        check("ℹ pass 31", 31, 0);
        check("ℹ cancelled 1", 0, 1);
        check("ℹ tests 31", 0, 0);
    }

    #[test]
    fn reads_the_summaries_of_vitest() {
        check("      Tests  11 passed (11)", 11, 0);
        check(
            "\u{1b}[2m      Tests \u{1b}[22m \u{1b}[1m\u{1b}[31m1 failed\u{1b}[39m | \u{1b}[32m11 passed\u{1b}[39m (12)",
            11,
            1,
        );
        check(" Test Files  3 passed (3)", 0, 0);
    }

    #[test]
    fn counts_nothing_else() {
        check("test callback::refuses_unknown_state ... ok", 0, 0);
        check("passed 12", 0, 0);
        check("", 0, 0);
    }
}
