//! International Standard Book Numbers, held to their check digits.
//!
//! The two forms name the same edition when the longer begins with 978; numbers that begin with 979 have no short form.

use std::fmt;
use std::str::FromStr;

/// An ISBN of nine digits and a check character (a digit or `X`), without hyphens.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Isbn10(String);

/// An ISBN of thirteen digits that begins with 978 or 979, without hyphens.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Isbn13(String);

/// Why a text is no ISBN of the asked-for form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidIsbn {
    /// Wrong number of digits, or something that is no digit.
    #[error("not the shape of an ISBN")]
    Shape,
    /// The right shape, but the check digit does not follow from the others.
    #[error("the check digit is wrong")]
    Checksum,
}

/// Digits without the hyphens and spaces that people and publishers put between them.
fn bare(text: &str) -> String {
    text.trim().chars().filter(|c| !matches!(c, '-' | ' ' | '\u{2010}'..='\u{2013}')).collect()
}

/// Check character of an ISBN-10 for its first nine digits.
fn check10(digits: &str) -> char {
    let sum: u32 =
        digits.chars().filter_map(|c| c.to_digit(10)).zip((2..=10).rev()).map(|(d, weight)| d * weight).sum();
    match (11 - sum % 11) % 11 {
        10 => 'X',
        digit => char::from_digit(digit, 10).unwrap_or('0'),
    }
}

/// Check digit of an ISBN-13 for its first twelve digits.
fn check13(digits: &str) -> char {
    let sum: u32 = digits
        .chars()
        .filter_map(|c| c.to_digit(10))
        .zip([1, 3].into_iter().cycle())
        .map(|(d, weight)| d * weight)
        .sum();
    char::from_digit((10 - sum % 10) % 10, 10).unwrap_or('0')
}

/// Splits off the last character when all before it are `count` ASCII digits.
fn body_and_check(text: &str, count: usize) -> Option<(&str, char)> {
    let body = text.get(..count).filter(|body| body.bytes().all(|b| b.is_ascii_digit()))?;
    let mut rest = text.get(count..)?.chars();
    let check = rest.next()?.to_ascii_uppercase();
    rest.next().is_none().then_some((body, check))
}

impl Isbn10 {
    /// Reads an ISBN-10; hyphens and spaces are dropped, `x` becomes `X`.
    pub fn parse(text: &str) -> Result<Self, InvalidIsbn> {
        let text = bare(text);
        let (body, check) = body_and_check(&text, 9).ok_or(InvalidIsbn::Shape)?;
        if !(check.is_ascii_digit() || check == 'X') {
            return Err(InvalidIsbn::Shape);
        }
        if check10(body) != check {
            return Err(InvalidIsbn::Checksum);
        }
        Ok(Self(format!("{body}{check}")))
    }

    /// The number as ten characters.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same edition's long form.
    pub fn to_isbn13(&self) -> Isbn13 {
        let body: String = "978".chars().chain(self.0.chars().take(9)).collect();
        let check = check13(&body);
        Isbn13(format!("{body}{check}"))
    }
}

impl Isbn13 {
    /// Reads an ISBN-13; hyphens and spaces are dropped.
    pub fn parse(text: &str) -> Result<Self, InvalidIsbn> {
        let text = bare(text);
        let (body, check) = body_and_check(&text, 12).ok_or(InvalidIsbn::Shape)?;
        if !check.is_ascii_digit() || !(body.starts_with("978") || body.starts_with("979")) {
            return Err(InvalidIsbn::Shape);
        }
        if check13(body) != check {
            return Err(InvalidIsbn::Checksum);
        }
        Ok(Self(text))
    }

    /// The number as thirteen digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The same edition's short form; numbers that begin with 979 have none.
    pub fn to_isbn10(&self) -> Option<Isbn10> {
        let body: String = self.0.strip_prefix("978")?.chars().take(9).collect();
        let check = check10(&body);
        Some(Isbn10(format!("{body}{check}")))
    }
}

macro_rules! text_traits {
    ($($name:ident),+) => {$(
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl FromStr for $name {
            type Err = InvalidIsbn;
            fn from_str(text: &str) -> Result<Self, InvalidIsbn> {
                Self::parse(text)
            }
        }
    )+};
}
text_traits!(Isbn10, Isbn13);

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_two_forms_of_one_edition_follow_from_each_other() {
        let short = Isbn10::parse("0-8044-2957-x").unwrap();
        assert_eq!(short.as_str(), "080442957X");
        assert_eq!(short.to_isbn13().as_str(), "9780804429573");
        assert_eq!(short.to_isbn13().to_isbn10(), Some(short));
    }

    #[test]
    fn numbers_that_begin_with_979_have_no_short_form() {
        assert_eq!(Isbn13::parse("979-10-90636-07-1").unwrap().to_isbn10(), None);
    }

    #[test]
    fn refuses_wrong_check_digits_asins_and_spreadsheet_damage() {
        assert_eq!(Isbn10::parse("0804429570"), Err(InvalidIsbn::Checksum));
        assert_eq!(Isbn13::parse("9780804429574"), Err(InvalidIsbn::Checksum));
        for text in
            ["B00ABCDEFG", "9.78053E+12", "", "97808044295731", "4006381333931", "１２３４５６７８９X"]
        {
            assert_eq!(Isbn10::parse(text), Err(InvalidIsbn::Shape), "{text}");
            assert_eq!(Isbn13::parse(text), Err(InvalidIsbn::Shape), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_short_form_survives_the_way_there_and_back(digits in "[0-9]{9}") {
            let check = check10(&digits);
            let isbn = Isbn10::parse(&format!("{digits}{check}")).unwrap();
            prop_assert_eq!(isbn.to_isbn13().to_isbn10(), Some(isbn.clone()));
            prop_assert!(Isbn13::parse(isbn.to_isbn13().as_str()).is_ok());
        }

        #[test]
        fn any_text_is_read_without_panic(text in "\\PC{0,20}") {
            let _ = (Isbn10::parse(&text), Isbn13::parse(&text));
        }
    }
}
