//! A title taken apart: main part, subtitle, numbers, and what only tells editions apart.

use super::{fold, numbers};
use std::collections::BTreeSet;
use strsim::jaro_winkler;

/// From here on two long words are one word and a slip of the pen.
const SLIP: f64 = 0.92;
/// Likeness that leaves the decision to a person.
const ASK: f64 = 0.94;

const ARTICLES: [&str; 3] = ["the", "a", "an"];
/// Words that make no content: titles that differ in one of them may still be one work, but a person decides.
const EMPTY_WORDS: [&str; 18] = [
    "of", "and", "or", "in", "on", "to", "for", "at", "by", "with", "from", "le", "la", "les", "der", "die",
    "das", "el",
];
/// Words that, in a subtitle or parentheses, tell editions apart and not works.
const EDITION_WORDS: [&str; 13] = [
    "novel",
    "edition",
    "editions",
    "ed",
    "unabridged",
    "illustrated",
    "deluxe",
    "anniversary",
    "paperback",
    "hardcover",
    "kindle",
    "audiobook",
    "ebook",
];
/// Words that announce a volume's number.
const VOLUME_WORDS: [&str; 12] =
    ["volume", "vol", "book", "part", "no", "number", "bd", "band", "tome", "tomo", "teil", "episode"];
/// Words of a book that holds several books.
const SEVERAL: [&str; 8] = ["boxed", "boxset", "box", "omnibus", "bundle", "slipcase", "trilogy", "books"];
/// Words with which one edition begins a title that another shortens.
const PADDING: [&str; 11] = [
    "adventures",
    "adventure",
    "strange",
    "case",
    "tragedy",
    "history",
    "story",
    "tale",
    "life",
    "comedy",
    "complete",
];

/// A title ready for comparison.
#[derive(Debug, Clone)]
pub(super) struct Title {
    pub(super) folded: String,
    /// "the", "a", "an" or nothing.
    article: &'static str,
    /// Every word that counts, in order, numbers in one form.
    sequence: Vec<String>,
    /// The same without spaces: "To-Day" is "Today".
    joined: String,
    /// The same with what stands behind the only comma in front: "Darkness, The Left Hand of".
    turned: Vec<String>,
    /// Content words before the main part's first comma: "Hamlet, Prince of Denmark".
    head: Vec<String>,
    main: Part,
    rest: Part,
}

/// Content words and numbers of a part of a title.
#[derive(Debug, Clone, Default)]
struct Part {
    words: Vec<String>,
    /// In order of size.
    numbers: Vec<u32>,
    /// Numbers of an edition: "5th edition".
    editions: Vec<u32>,
    /// Years in a subtitle: an edition's, or those of an annual.
    years: Vec<u32>,
    /// Something is there, if only words that do not count.
    present: bool,
}

impl Title {
    pub(super) fn new(title: &str) -> Self {
        let title = numbers::without_thousands_marks(title);
        let (main, rest) = split(&title);
        let folded = fold::title(&title);
        let first = fold::fold(&title);
        let article = ARTICLES.into_iter().find(|article| first.split(' ').next() == Some(article));
        let (main_words, rest_words) = (read(&main, false), read(&rest, true));
        let sequence: Vec<String> =
            main_words.iter().chain(&rest_words).filter_map(Word::in_sequence).collect();
        Self {
            folded,
            article: article.unwrap_or_default(),
            turned: turned(&main).unwrap_or_default(),
            head: main
                .split_once(", ")
                .map(|(head, _)| Part::new(&read(head, false), false).words)
                .unwrap_or_default(),
            joined: sequence.concat(),
            sequence,
            main: Part::new(&main_words, false),
            rest: Part::new(&rest_words, true),
        }
    }

    /// The same words in the same order, articles and editions aside, and the same numbers.
    pub(super) fn same_words(&self, other: &Self) -> bool {
        let articles = self.article == other.article || self.article.is_empty() || other.article.is_empty();
        let same = |one: &[String], other: &[String]| !one.is_empty() && one == other;
        let words = same(&self.sequence, &other.sequence)
            || same(&self.turned, &other.sequence)
            || same(&self.sequence, &other.turned)
            || self.joined == other.joined && !self.joined.is_empty();
        let agree = |one: &Part, other: &Part| one.editions == other.editions && one.years == other.years;
        articles && words && agree(&self.main, &other.main) && agree(&self.rest, &other.rest)
            || self.folded == other.folded && articles
    }

    /// 0–1; 0 when the words say that these are two works.
    pub(super) fn likeness(&self, other: &Self) -> f64 {
        if self.same_words(other) {
            return 1.0;
        }
        // Most titles that share a beginning end here. Whatever scores below has one of these.
        let one_in_other = within(self, other) || within(other, self);
        if !one_in_other && !beside(self, other) && !beside(other, self) {
            return 0.0;
        }
        if !numbers_agree(self, other) || self.is_several() != other.is_several() {
            return 0.0;
        }
        let (one, two) = (Pairs::new(self, other), Pairs::new(other, self));
        let whole = jaro_winkler(&self.folded, &other.folded).max(dice(self, other));
        let score = if one.nothing_shared() {
            0.0
        } else if one.main == 0 && two.main == 0 && (one.rest == 0 || two.rest == 0) {
            whole.max(0.84)
        } else if beside(self, other)
            || beside(other, self)
            || one.only_padding(&two)
            || two.only_padding(&one)
        {
            whole.clamp(0.82, 0.9)
        } else {
            0.0
        };
        score.min(ASK)
    }

    /// Keys under which titles that can be alike meet.
    pub(super) fn keys(&self) -> impl Iterator<Item = String> {
        let words = self.all().map(|word| fold::beginning(word));
        // "To-Day" meets "Today".
        let joined = std::iter::once(fold::beginning(&self.joined));
        let numbers = self.main.numbers.iter().chain(&self.rest.numbers).map(|number| format!("#{number}"));
        let signs =
            (self.main.words.is_empty() && self.rest.words.is_empty()).then(|| fold::beginning(&self.folded));
        words.chain(joined).chain(numbers).chain(signs)
    }

    fn all(&self) -> impl Iterator<Item = &String> {
        self.main.words.iter().chain(&self.rest.words)
    }

    fn is_several(&self) -> bool {
        self.all().any(|word| SEVERAL.contains(&word.as_str()))
    }
}

/// Main title, and subtitle with what stands in parentheses.
fn split(title: &str) -> (String, String) {
    let (mut main, mut rest, mut depth) = (String::new(), String::new(), 0_u32);
    for c in title.chars() {
        match c {
            '(' | '[' | '（' => depth += 1,
            ')' | ']' | '）' => depth = depth.saturating_sub(1),
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
    for mark in [": ", " - ", " – ", " — ", "; or", ", or", " or, ", "; "] {
        if let Some((before, behind)) = main.split_once(mark)
            && !before.trim().is_empty()
            && !behind.trim().is_empty()
        {
            rest = format!("{behind} {rest}");
            main = before.to_owned();
            break;
        }
    }
    // ", Vol. 3" and ", 5th Edition" are no words of the title.
    if let Some((before, behind)) = main.rsplit_once(", ") {
        let words = read(behind, true);
        if !before.trim().is_empty() && !words.is_empty() && words.iter().all(Word::is_apart) {
            rest = format!("{behind} {rest}");
            main = before.to_owned();
        }
    }
    (main, rest)
}

/// The words of "Darkness, The Left Hand of" as they are spoken.
fn turned(main: &str) -> Option<Vec<String>> {
    let (last, first) = main.split_once(", ")?;
    if first.contains(", ") {
        return None;
    }
    Some(read(&format!("{first} {last}"), false).iter().filter_map(Word::in_sequence).collect())
}

/// A word of a title, once numbers and what belongs to them are known.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Word {
    Content(String),
    Empty(String),
    Number(u32),
    /// "Second" in "The Second Sex".
    Ordinal(u32),
    /// The number of an edition.
    Edition(u32),
    /// Articles, and words that only announce or name an edition.
    Idle,
}

impl Word {
    fn in_sequence(&self) -> Option<String> {
        match self {
            Self::Content(word) | Self::Empty(word) => Some(word.clone()),
            Self::Number(number) => Some(format!("#{number}")),
            Self::Ordinal(number) => Some(format!("#{number}th")),
            Self::Edition(_) | Self::Idle => None,
        }
    }

    /// Numbers and editions, which stand beside the title's words.
    fn is_apart(&self) -> bool {
        matches!(self, Self::Number(_) | Self::Edition(_) | Self::Idle)
    }
}

fn read(text: &str, in_rest: bool) -> Vec<Word> {
    let folded = fold::fold(text);
    let words: Vec<&str> = folded.split(' ').filter(|word| !word.is_empty()).flat_map(digits_apart).collect();
    let mut read = Vec::with_capacity(words.len());
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let before = at.checked_sub(1).and_then(|before| words.get(before));
        let announced = before.is_some_and(|word| VOLUME_WORDS.contains(word));
        let ends = at + 1 == words.len();
        let from = words.get(at..).unwrap_or_default();
        let before_volume = words.get(at + 1).is_some_and(|word| VOLUME_WORDS.contains(word));
        let roman = || {
            let placed = announced || (at > 0 && (ends || before_volume));
            let value = numbers::roman(word).filter(|_| placed)?;
            Some(numbers::Number { value, ordinal: false, words: 1 })
        };
        if let Some(number) = numbers::leading(from).or_else(roman) {
            at += number.words;
            let edition = words.get(at).is_some_and(|word| matches!(*word, "edition" | "ed" | "anniversary"));
            read.push(match number.value {
                value if edition && number.ordinal => {
                    at += 1;
                    Word::Edition(value)
                }
                value if number.ordinal && !announced => Word::Ordinal(value),
                value => Word::Number(value),
            });
            continue;
        }
        let next = words.get(at + 1..).unwrap_or_default();
        let announces = VOLUME_WORDS.contains(word)
            && next.first().is_some_and(|next_word| {
                numbers::leading(next).is_some() || numbers::roman(next_word).is_some()
            });
        let article = ARTICLES.contains(word) && !ends;
        let edition = in_rest && EDITION_WORDS.contains(word);
        read.push(if announces || article || edition {
            Word::Idle
        } else if EMPTY_WORDS.contains(word) {
            Word::Empty((*word).to_owned())
        } else {
            Word::Content((*word).to_owned())
        });
        at += 1;
    }
    read
}

/// Scripts without spaces write numbers into words: "進撃の巨人2".
fn digits_apart(word: &str) -> Vec<&str> {
    if word.is_ascii() || !word.contains(|c: char| c.is_ascii_digit()) {
        return vec![word];
    }
    let mut parts = Vec::new();
    let mut rest = word;
    while let Some(first) = rest.chars().next() {
        let digit = first.is_ascii_digit();
        let end = rest.find(|c: char| c.is_ascii_digit() != digit).unwrap_or(rest.len());
        let (part, behind) = rest.split_at(end);
        parts.push(part);
        rest = behind;
    }
    parts
}

impl Part {
    fn new(words: &[Word], in_rest: bool) -> Self {
        let mut part = Self { present: !words.is_empty(), ..Self::default() };
        for word in words {
            match word {
                Word::Content(word) => part.words.push(word.clone()),
                Word::Number(number) if in_rest && (1000..2100).contains(number) => part.years.push(*number),
                Word::Number(number) | Word::Ordinal(number) => part.numbers.push(*number),
                Word::Edition(number) => part.editions.push(*number),
                Word::Empty(_) | Word::Idle => {}
            }
        }
        part.numbers.sort_unstable();
        part
    }
}

/// Volumes must agree. A number on one side only is a series' place beside the series' name, or the first volume.
fn numbers_agree(one: &Title, other: &Title) -> bool {
    let lacks_or_equals = |a: &[u32], b: &[u32]| a == b || a.is_empty() || b.is_empty();
    let years = [&one.main.years[..], &one.rest.years].concat();
    let other_years = [&other.main.years[..], &other.rest.years].concat();
    let editions = [&one.main.editions[..], &one.rest.editions].concat();
    let other_editions = [&other.main.editions[..], &other.rest.editions].concat();
    if !lacks_or_equals(&years, &other_years) || !lacks_or_equals(&editions, &other_editions) {
        return false;
    }
    let all = |title: &Title| {
        let mut all = [&title.main.numbers[..], &title.rest.numbers].concat();
        all.sort_unstable();
        all
    };
    if all(one) == all(other) {
        return true;
    }
    let beside = |part: &Part| !part.words.is_empty() || part.numbers == [1];
    let one_sided = |with: &Title, without: &Title| without.rest.numbers.is_empty() && beside(&with.rest);
    one.main.numbers == other.main.numbers && (one_sided(one, other) || one_sided(other, one))
}

/// How many content words of a title have no partner in another.
struct Pairs<'a> {
    title: &'a Title,
    main: usize,
    rest: usize,
    shared: bool,
    lonely: BTreeSet<&'a str>,
}

impl<'a> Pairs<'a> {
    fn new(title: &'a Title, other: &Title) -> Self {
        let has_partner = |word: &&String| other.all().any(|partner| alike(word, partner));
        let lonely = |words: &'a [String]| words.iter().filter(|word| !has_partner(word)).map(String::as_str);
        Self {
            main: lonely(&title.main.words).count(),
            rest: lonely(&title.rest.words).count(),
            shared: title.all().any(|word| has_partner(&word)),
            lonely: lonely(&title.main.words).collect(),
            title,
        }
    }

    /// Titles of numbers and signs alone share those.
    fn nothing_shared(&self) -> bool {
        !self.shared && (!self.title.main.words.is_empty() || self.title.main.numbers.is_empty())
    }

    fn only_padding(&self, other: &Pairs<'_>) -> bool {
        other.main == 0
            && self.shared
            && self.lonely.iter().all(|word| PADDING.contains(word))
            && (self.rest == 0 || other.rest == 0)
    }
}

/// Every content word of one's main part has a partner in the other.
fn within(one: &Title, other: &Title) -> bool {
    one.main.words.iter().all(|word| other.all().any(|partner| alike(word, partner)))
}

/// The whole of one title is the subtitle of the other ("Star Wars: Bloodline"), or what stands before a comma in it
/// ("Hamlet, Prince of Denmark").
fn beside(one: &Title, other: &Title) -> bool {
    let pairs = |words: &[String], partners: &[String]| {
        !words.is_empty() && words.iter().all(|word| partners.iter().any(|partner| alike(word, partner)))
    };
    let both = |words: &[String], partners: &[String]| pairs(words, partners) && pairs(partners, words);
    !one.rest.present && (both(&one.main.words, &other.rest.words) || both(&one.main.words, &other.head))
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

/// The same word, slips of the pen, plurals and spelling variants included.
pub(super) fn alike(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    let long = |word: &str, least: usize| word.chars().count() >= least;
    let plural = |one: &str, other: &str| one.strip_suffix('s') == Some(other);
    (long(one, 4) && long(other, 4) && (plural(one, other) || plural(other, one)))
        || (one, other) == ("grey", "gray")
        || (one, other) == ("gray", "grey")
        || (long(one, 5) && long(other, 5) && could_be_slip(one, other) && jaro_winkler(one, other) >= SLIP)
}

/// Which letters a word has, to see at a glance that two are not [`alike`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Letters {
    /// A bit for each letter. Letters that share one can only make words seem more alike.
    set: u64,
    count: u32,
}

impl Letters {
    pub(super) fn of(word: &str) -> Self {
        word.chars().fold(Self { set: 0, count: 0 }, |letters, c| Self {
            set: letters.set | Self::bit(c),
            count: letters.count + 1,
        })
    }

    const fn bit(letter: char) -> u64 {
        1 << (letter as u32 & 63)
    }

    /// `false` only where the words are not alike: at least one letter of a word for each bit that the other lacks finds no
    /// partner there, and the rest would have to match in order, behind a beginning of four.
    pub(super) fn allow(self, other: Self) -> bool {
        if self.count < 5 || other.count < 5 {
            return true;
        }
        let matched = |one: Self, other: Self| one.count - (one.set & !other.set).count_ones();
        reaches_slip(matched(self, other).min(matched(other, self)), (self.count, other.count), 4)
    }
}

/// Whether Jaro–Winkler can reach [`SLIP`]: its value if every letter that stands anywhere in the other word matched, in
/// order.
fn could_be_slip(one: &str, other: &str) -> bool {
    let (letters, other_letters) = (Letters::of(one), Letters::of(other));
    let found =
        |word: &str, set: u64| word.chars().map(|c| u32::from(set & Letters::bit(c) != 0)).sum::<u32>();
    let matches = found(one, other_letters.set).min(found(other, letters.set));
    let prefix = one.chars().zip(other.chars()).take(4).take_while(|(a, b)| a == b).count();
    reaches_slip(matches, (letters.count, other_letters.count), prefix)
}

/// Whether Jaro–Winkler reaches [`SLIP`] for words of these lengths, of which so many letters match, in order, and so many
/// at the beginning.
fn reaches_slip(matches: u32, (length, other_length): (u32, u32), prefix: usize) -> bool {
    let matches = f64::from(matches);
    let jaro = (matches / f64::from(length) + matches / f64::from(other_length) + 1.0) / 3.0;
    jaro + 0.1 * prefix as f64 * (1.0 - jaro) >= SLIP - 1e-9
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_rule_out_no_word_that_is_alike() {
        let words = ["dostojewski", "garcía", "rowling", "tolkien", "grey", "murakami", "川端康成"];
        let mut writings: Vec<String> = words.map(str::to_owned).to_vec();
        for word in words {
            let letters: Vec<char> = word.chars().collect();
            for at in 0..letters.len() {
                let with = |change: &dyn Fn(&mut Vec<char>)| {
                    let mut written = letters.clone();
                    change(&mut written);
                    written.into_iter().collect::<String>()
                };
                writings.push(with(&|word| drop(word.drain(at..=at))));
                writings.push(with(&|word| word.insert(at, 's')));
                writings.push(with(&|word| word[at] = 'e'));
                writings.push(with(&|word| word.swap(at, letters.len() - 1)));
            }
        }
        let mut ruled_out = 0;
        for one in &writings {
            for other in &writings {
                let allowed = Letters::of(one).allow(Letters::of(other));
                assert!(allowed || !alike(one, other), "{one} / {other}");
                ruled_out += usize::from(!allowed);
            }
        }
        assert!(ruled_out * 2 > writings.len() * writings.len(), "it saves most comparisons: {ruled_out}");
    }
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_slip_of_the_pen_is_ruled_out_beforehand(
            word in "[a-eé川]{5,12}",
            letter in proptest::char::range('a', 'f'),
            at in 0..12_usize,
            swap in any::<bool>(),
        ) {
            let mut other: Vec<char> = word.chars().collect();
            let at = at % other.len();
            if swap && at > 0 {
                other.swap(at, at - 1);
            } else {
                other[at] = letter;
            }
            let other: String = other.into_iter().collect();
            prop_assert!(jaro_winkler(&word, &other) < SLIP || could_be_slip(&word, &other), "{word} / {other}");
        }
    }
}
