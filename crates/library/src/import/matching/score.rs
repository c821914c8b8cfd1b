use super::fold;
use strsim::jaro_winkler;

/// How alike two works are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Likeness {
    /// 0–1: the best of Jaro–Winkler, sorted words and shared content words, 0 when the gate is shut.
    pub title: f64,
    /// 0–1: the best pair of names.
    pub author: f64,
    /// The same words, articles aside, and the same numbers on both sides.
    pub same_words: bool,
}

/// Words that never tell titles apart.
const ARTICLES: [&str; 8] = ["the", "a", "an", "le", "la", "der", "die", "das"];
/// Words that make no content: titles that differ in one of them may still be one work, but a person decides.
const EMPTY_WORDS: [&str; 11] = ["of", "and", "or", "in", "on", "to", "for", "at", "by", "with", "from"];
/// Words that, in a subtitle or parentheses, tell editions apart and not works.
const EDITION_WORDS: [&str; 10] = [
    "novel",
    "edition",
    "unabridged",
    "illustrated",
    "deluxe",
    "anniversary",
    "paperback",
    "hardcover",
    "kindle",
    "audiobook",
];
/// Words that announce a volume's number.
const VOLUME_WORDS: [&str; 7] = ["volume", "vol", "book", "part", "no", "number", "bd"];

/// A title taken apart for comparison.
#[derive(Debug, Clone)]
pub(super) struct Title {
    pub(super) folded: String,
    /// All words but articles, in alphabetical order.
    sorted: String,
    main: Vec<String>,
    /// Content words of the subtitle and of parentheses.
    rest: Vec<String>,
    numbers: Vec<u32>,
    /// Years in a subtitle or parentheses: an edition's, or those of an annual.
    years: Vec<u32>,
}

impl Title {
    pub(super) fn new(title: &str) -> Self {
        let (main, rest) = split(title);
        let (main, rest) = (Words::new(&main, false), Words::new(&rest, true));
        let (years, volumes): (Vec<u32>, Vec<u32>) =
            rest.numbers.iter().partition(|n| (1000..2100).contains(*n));
        let mut numbers = [main.numbers, volumes].concat();
        numbers.sort_unstable();
        let mut sorted = [main.all, rest.all].concat();
        sorted.sort_unstable();
        Self {
            folded: fold::title(title),
            sorted: sorted.join(" "),
            main: main.content,
            rest: rest.content,
            numbers,
            years,
        }
    }

    fn all(&self) -> impl Iterator<Item = &String> {
        self.main.iter().chain(&self.rest)
    }
}

/// Main title, and subtitle with what stands in parentheses.
fn split(title: &str) -> (String, String) {
    let (mut main, mut rest, mut depth) = (String::new(), String::new(), 0u32);
    for c in title.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {
                rest.push(c);
                continue;
            }
            _ => {
                main.push(c);
                continue;
            }
        }
        main.push(' ');
        rest.push(' ');
    }
    for mark in [": ", " - ", " – ", " — ", "; or", ", or"] {
        if let Some((before, behind)) = main.split_once(mark)
            && !before.trim().is_empty()
        {
            rest = format!("{behind} {rest}");
            main = before.to_owned();
            break;
        }
    }
    (main, rest)
}

/// The words of a part of a title; numbers in digits, Roman letters and words made the same and put aside.
struct Words {
    /// All but articles.
    all: Vec<String>,
    /// Those of `all` that carry content.
    content: Vec<String>,
    numbers: Vec<u32>,
}

impl Words {
    fn new(text: &str, in_rest: bool) -> Self {
        let folded = fold::fold(text);
        let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).collect();
        let mut read = Self { all: Vec::new(), content: Vec::new(), numbers: Vec::new() };
        for (at, word) in words.iter().enumerate() {
            let before = at.checked_sub(1).and_then(|before| words.get(before));
            let volume_place =
                before.is_some_and(|w| VOLUME_WORDS.contains(w)) || (at > 0 && at + 1 == words.len());
            let announces =
                VOLUME_WORDS.contains(word) && words.get(at + 1).is_some_and(|w| number(w, true).is_some());
            let idle = announces || ARTICLES.contains(word) || (in_rest && EDITION_WORDS.contains(word));
            if let Some(n) = number(word, volume_place) {
                read.numbers.push(n);
            } else if !idle {
                read.all.push((*word).to_owned());
                if !EMPTY_WORDS.contains(word) {
                    read.content.push((*word).to_owned());
                }
            }
        }
        read
    }
}

/// A number in digits or words; Roman numerals and small words only where a volume's number would stand.
fn number(word: &str, in_volume_place: bool) -> Option<u32> {
    const WORDS: [&str; 13] = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
        "twelve",
    ];
    const ORDINALS: [&str; 11] = [
        "zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth",
        "tenth",
    ];
    const ROMAN: [&str; 16] =
        ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv"];
    if let Ok(number) = word.trim_start_matches('#').parse() {
        return Some(number);
    }
    let place = |list: &[&str]| list.iter().position(|w| *w == word).and_then(|at| u32::try_from(at).ok());
    let told = place(&WORDS).or_else(|| place(&ORDINALS));
    if in_volume_place { told.or_else(|| place(&ROMAN)) } else { told }
}

/// Compares two works by title and authors.
pub fn likeness(title: &str, authors: &[String], other_title: &str, other_authors: &[String]) -> Likeness {
    compare(&Title::new(title), &names(authors), &Title::new(other_title), &names(other_authors))
}

pub(super) fn names(authors: &[String]) -> Vec<String> {
    authors.iter().map(|author| fold::name(author)).collect()
}

pub(super) fn compare(title: &Title, names: &[String], other: &Title, other_names: &[String]) -> Likeness {
    let same_words =
        title.sorted == other.sorted && title.numbers == other.numbers && title.years == other.years;
    Likeness { title: title_score(title, other), author: author_score(names, other_names), same_words }
}

fn title_score(one: &Title, other: &Title) -> f64 {
    if one.folded == other.folded {
        return 1.0;
    }
    let years = one.years == other.years || one.years.is_empty() || other.years.is_empty();
    if one.numbers != other.numbers || !years || !gate(one, other) {
        return 0.0;
    }
    let whole = jaro_winkler(&one.folded, &other.folded);
    let sorted = jaro_winkler(&one.sorted, &other.sorted);
    let joined = |words: &[String]| words.join(" ");
    let main = if one.main.is_empty() { 0.0 } else { jaro_winkler(&joined(&one.main), &joined(&other.main)) };
    // Equal main titles with a subtitle on one side are alike, not the same.
    let capped = if one.rest.is_empty() == other.rest.is_empty() { main } else { main.min(0.94) };
    whole.max(sorted).max(capped).max(dice(one, other))
}

/// Shared content words over all of them.
fn dice(one: &Title, other: &Title) -> f64 {
    let (count, other_count) = (one.all().count(), other.all().count());
    if count + other_count == 0 {
        return 0.0;
    }
    let shared = one.all().filter(|word| other.all().any(|w| w == *word)).count();
    2.0 * shared as f64 / (count + other_count) as f64
}

/// Words without a partner on both sides mean two works; on one side they may only be its subtitle.
fn gate(one: &Title, other: &Title) -> bool {
    let lonely = |words: &[String], partners: &Title| {
        words.iter().filter(|w| !partners.all().any(|p| alike(w, p))).count()
    };
    let (main, rest) = (lonely(&one.main, other), lonely(&one.rest, other));
    let (other_main, other_rest) = (lonely(&other.main, one), lonely(&other.rest, one));
    let shares = one.all().any(|word| other.all().any(|w| alike(word, w)));
    shares && main == 0 && other_main == 0 && (rest == 0 || other_rest == 0)
}

/// The same word, slips of the pen and spelling variants included.
fn alike(one: &str, other: &str) -> bool {
    one == other || (one.chars().count() > 4 && other.chars().count() > 4 && jaro_winkler(one, other) >= 0.92)
}

fn author_score(names: &[String], others: &[String]) -> f64 {
    let pairs = names.iter().flat_map(|name| others.iter().map(move |other| name_score(name, other)));
    pairs.fold(0.0, f64::max)
}

fn name_score(one: &str, other: &str) -> f64 {
    if one == other && !one.is_empty() {
        return 1.0;
    }
    let (mut left, mut right): (Vec<&str>, Vec<&str>) =
        (one.split(' ').collect(), other.split(' ').collect());
    let (mut left_sorted, mut right_sorted) = (left.clone(), right.clone());
    left_sorted.sort_unstable();
    right_sorted.sort_unstable();
    if left_sorted == right_sorted {
        return 0.98;
    }
    for name in [&mut left, &mut right] {
        if name.len() > 2
            && name.last().is_some_and(|w| matches!(*w, "jr" | "sr" | "ii" | "iii" | "iv" | "phd" | "md"))
        {
            name.pop();
        }
    }
    let (Some(surname), Some(other_surname)) = (left.pop(), right.pop()) else { return 0.0 };
    if surname != other_surname
        && !(alike(surname, other_surname) && surname.chars().next() == other_surname.chars().next())
    {
        return if one.replace(' ', "") == other.replace(' ', "") { 0.95 } else { 0.0 };
    }
    let surnames = if surname == other_surname { 1.0 } else { 0.93 };
    let given = match (left.first(), right.first()) {
        (Some(a), Some(b)) if a == b => 1.0,
        (Some(a), Some(b))
            if initials_fit(&left, &right) && (a.len() == 1 || b.len() == 1 || fused(a) || fused(b)) =>
        {
            0.95
        }
        (Some(a), Some(b)) if jaro_winkler(a, b) >= 0.9 => 0.85,
        (Some(_), Some(_)) => 0.4,
        (None, None) => 1.0,
        _ => 0.8,
    };
    surnames * given
}

/// "J. R. R." fits "John Ronald": every initial that both sides give is the same.
fn initials_fit(left: &[&str], right: &[&str]) -> bool {
    let initials = |names: &[&str]| -> String {
        names.iter().map(|n| if fused(n) { (*n).to_owned() } else { n.chars().take(1).collect() }).collect()
    };
    initials(left).chars().zip(initials(right).chars()).all(|(a, b)| a == b)
}

/// Initials written without points or spaces: "jrr".
fn fused(name: &str) -> bool {
    (2..=3).contains(&name.len()) && name.bytes().all(|b| b.is_ascii_alphabetic() && !b"aeiouy".contains(&b))
}
