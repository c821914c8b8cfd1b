//! Numbers in titles: digits, words and Roman numerals read alike.

/// A number that stands at the beginning of some words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Number {
    pub(super) value: u32,
    /// "fifth", "5th".
    pub(super) ordinal: bool,
    /// Words it takes.
    pub(super) words: usize,
}

/// "20,000" is one number; the comma would otherwise part it.
pub(super) fn without_thousands_marks(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let digit = |at: usize| chars.get(at).is_some_and(char::is_ascii_digit);
    let is_mark = |at: usize| {
        let three = (1..=3).all(|n| digit(at + n)) && !digit(at + 4);
        matches!(chars.get(at), Some(',' | '.')) && at.checked_sub(1).is_some_and(digit) && three
    };
    chars.iter().enumerate().filter(|(at, _)| !is_mark(*at)).map(|(_, c)| *c).collect()
}

/// The number at the beginning of the words, as long as it goes on: "twenty two", "one hundred and one", "nineteen eighty
/// four", "5th", "#3".
pub(super) fn leading(words: &[&str]) -> Option<Number> {
    let first = words.first()?;
    if let Ok(value) = first.trim_start_matches('#').parse() {
        return Some(Number { value, ordinal: false, words: 1 });
    }
    if let Some(value) = ordinal_digits(first) {
        return Some(Number { value, ordinal: true, words: 1 });
    }
    spoken(words)
}

/// A canonical Roman numeral below forty, which is as far as volumes and kings go.
pub(super) fn roman(word: &str) -> Option<u32> {
    const ONES: [&str; 10] = ["", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix"];
    let tens = word.bytes().take_while(|byte| *byte == b'x').count();
    let ones = ONES.iter().position(|ones| Some(*ones) == word.get(tens..))?;
    let value = u32::try_from(tens * 10 + ones).ok()?;
    (tens <= 3 && value > 0).then_some(value)
}

fn ordinal_digits(word: &str) -> Option<u32> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let ending = word.get(digits.len()..)?;
    if matches!(ending, "st" | "nd" | "rd" | "th") { digits.parse().ok() } else { None }
}

const SMALL: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: [&str; 10] =
    ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
const ORDINALS: [&str; 20] = [
    "",
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
];
const ORDINAL_TENS: [&str; 10] = [
    "",
    "",
    "twentieth",
    "thirtieth",
    "fortieth",
    "fiftieth",
    "sixtieth",
    "seventieth",
    "eightieth",
    "ninetieth",
];

fn place(list: &[&str], word: &str) -> Option<u32> {
    let at = list.iter().position(|known| *known == word && !known.is_empty())?;
    u32::try_from(at).ok()
}

/// Below a hundred: value, ordinal, words.
fn pair(words: &[&str]) -> Option<Number> {
    let first = words.first()?;
    let number = |value, ordinal, words| Some(Number { value, ordinal, words });
    if let Some(value) = place(&SMALL, first) {
        return number(value, false, 1);
    }
    if let Some(value) = place(&ORDINALS, first) {
        return number(value, true, 1);
    }
    if let Some(tens) = place(&ORDINAL_TENS, first) {
        return number(tens * 10, true, 1);
    }
    let tens = place(&TENS, first)? * 10;
    let ones = words.get(1);
    if let Some(ones) = ones.and_then(|word| place(&SMALL, word)).filter(|ones| (1..10).contains(ones)) {
        return number(tens + ones, false, 2);
    }
    if let Some(ones) = ones.and_then(|word| place(&ORDINALS, word)).filter(|ones| *ones < 10) {
        return number(tens + ones, true, 2);
    }
    number(tens, false, 1)
}

fn spoken(words: &[&str]) -> Option<Number> {
    let mut whole = pair(words)?;
    if whole.ordinal {
        return Some(whole);
    }
    let after = |number: &Number| words.get(number.words..).unwrap_or_default();
    // "nineteen eighty four", "four fifty one"
    if (1..100).contains(&whole.value)
        && let Some(rest) = pair(after(&whole)).filter(|rest| (10..100).contains(&rest.value))
    {
        return Some(Number {
            value: whole.value * 100 + rest.value,
            ordinal: rest.ordinal,
            words: whole.words + rest.words,
        });
    }
    for (name, factor) in [("hundred", 100), ("thousand", 1000)] {
        if after(&whole).first() != Some(&name) {
            continue;
        }
        whole = Number { value: whole.value.saturating_mul(factor), words: whole.words + 1, ..whole };
        let and = usize::from(after(&whole).first() == Some(&"and"));
        if let Some(rest) =
            pair(after(&whole).get(and..).unwrap_or_default()).filter(|rest| rest.value < factor)
        {
            let words = whole.words + and + rest.words;
            whole = Number { value: whole.value + rest.value, ordinal: rest.ordinal, words };
        }
    }
    Some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_in_digits_words_and_both_orders() {
        for (text, value, ordinal) in [
            ("#3", 3, false),
            ("5th", 5, true),
            ("twenty two", 22, false),
            ("twenty second", 22, true),
            ("nineteen eighty four", 1984, false),
            ("twenty thousand leagues", 20_000, false),
            ("one hundred years", 100, false),
            ("one hundred and one dalmatians", 101, false),
            ("one thousand and one nights", 1001, false),
            ("four fifty one", 451, false),
            ("eleventh hour", 11, true),
        ] {
            let words: Vec<&str> = text.split(' ').collect();
            let number = leading(&words).unwrap();
            assert_eq!((number.value, number.ordinal), (value, ordinal), "{text}");
        }
        assert_eq!(leading(&["sith"]), None);
        assert_eq!(leading(&["1q84"]), None);
    }

    #[test]
    fn roman_numerals_are_canonical_or_none() {
        for (text, value) in [("i", 1), ("iv", 4), ("xiv", 14), ("xxxix", 39)] {
            assert_eq!(roman(text), Some(value), "{text}");
        }
        for text in ["", "iiii", "vx", "xl", "mix", "xxxx"] {
            assert_eq!(roman(text), None, "{text}");
        }
    }

    #[test]
    fn only_marks_of_thousands_go() {
        assert_eq!(without_thousands_marks("20,000 Leagues"), "20000 Leagues");
        assert_eq!(without_thousands_marks("1,2,3"), "1,2,3");
        assert_eq!(without_thousands_marks("1.5 and 10,0000"), "1.5 and 10,0000");
    }
}
