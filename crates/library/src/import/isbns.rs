use bookhive::Identifiers;
use bookhive::isbn::{InvalidIsbn, Isbn10, Isbn13};

/// What stands in a cell that should hold a book's number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Number {
    Nothing,
    Ten(Isbn10),
    Thirteen(Isbn13),
    /// Looks like an ISBN, but the check digit is wrong.
    WrongCheckDigit,
    /// Amazon's number of an edition; it has the length of an ISBN-10 and is none.
    Asin(String),
    /// A spreadsheet took the number for a quantity and rounded it (`9.78053E+12`).
    Rounded,
    /// An ISBN-10 whose first digit, a zero, a spreadsheet took off. The nine digits are also what books carried before
    /// 1970, and the zero before them is how the standard makes an ISBN of that.
    LostZero(Isbn10),
    /// Perhaps an ISBN-10 that lost two or three zeros; too little is left to be sure.
    LostZeros,
    /// Another catalogue's number.
    Other,
}

/// Tells what a cell holds. Goodreads wraps numbers as `="…"`; that is taken off first.
pub(super) fn classify(cell: &str) -> Number {
    let text = whole(unwrap(cell));
    if text.is_empty() {
        return Number::Nothing;
    }
    let (ten, thirteen) = (Isbn10::parse(text), Isbn13::parse(text));
    match (ten, thirteen) {
        (_, Ok(isbn)) => Number::Thirteen(isbn),
        (Ok(isbn), _) => Number::Ten(isbn),
        _ if (7..=9).contains(&text.len()) => lost_zeros(text),
        _ if is_asin(text) => Number::Asin(text.to_ascii_uppercase()),
        _ if is_rounded(text) => Number::Rounded,
        (Err(InvalidIsbn::Checksum), _) | (_, Err(InvalidIsbn::Checksum)) => Number::WrongCheckDigit,
        _ => Number::Other,
    }
}

/// Takes off what keeps spreadsheets from rounding: Goodreads' `="…"`, its marks perhaps turned into typographic ones, or
/// one `'`.
pub(super) fn unwrap(cell: &str) -> &str {
    let cell = cell.trim();
    match cell.strip_prefix('=') {
        Some(inner) => inner.trim_matches(['"', '“', '”']).trim(),
        None => cell.strip_prefix('\'').unwrap_or(cell),
    }
}

/// A whole number without the `.0` of programs that keep a column with gaps as fractions.
pub(super) fn whole(text: &str) -> &str {
    text.strip_suffix(".0").filter(|whole| whole.bytes().all(|b| b.is_ascii_digit())).unwrap_or(text)
}

/// The missing form of an ISBN from the one that is there. Two that disagree are both kept.
pub(super) fn derive_missing(identifiers: &mut Identifiers) {
    match (&identifiers.isbn10, &identifiers.isbn13) {
        (Some(ten), None) => identifiers.isbn13 = Some(ten.to_isbn13()),
        (None, Some(thirteen)) => identifiers.isbn10 = thirteen.to_isbn10(),
        _ => {}
    }
}

fn lost_zeros(text: &str) -> Number {
    match Isbn10::parse(&format!("{text:0>10}")) {
        Ok(isbn) if text.len() == 9 => Number::LostZero(isbn),
        Ok(_) => Number::LostZeros,
        Err(_) if is_rounded(text) => Number::Rounded,
        Err(_) => Number::Other,
    }
}

fn is_asin(text: &str) -> bool {
    text.len() == 10
        && text.get(..2).is_some_and(|start| start.eq_ignore_ascii_case("B0"))
        && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

fn is_rounded(text: &str) -> bool {
    let Some((mantissa, exponent)) = text.split_once(['E', 'e']) else { return false };
    let exponent = exponent.strip_prefix('+').unwrap_or(exponent);
    !exponent.is_empty()
        && exponent.bytes().all(|b| b.is_ascii_digit())
        && mantissa.bytes().any(|b| b.is_ascii_digit())
        && mantissa.bytes().all(|b| b.is_ascii_digit() || b == b'.' || b == b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_asin_is_never_an_isbn() {
        assert_eq!(classify("B0DTYHPV6W"), Number::Asin("B0DTYHPV6W".into()));
        assert_eq!(classify("b000fc0sim"), Number::Asin("B000FC0SIM".into()));
    }

    #[test]
    fn each_kind_of_number_is_told_apart() {
        assert!(matches!(classify("=\"0804429 57X\""), Number::Ten(_)));
        assert!(matches!(classify("978-0-8044-2957-3"), Number::Thirteen(_)));
        assert_eq!(classify("441172717"), Number::LostZero(Isbn10::parse("0441172717").unwrap()));
        for (cell, number) in [
            ("", Number::Nothing),
            ("=\"\"", Number::Nothing),
            ("9.78053E+12", Number::Rounded),
            ("9,78053e12", Number::Rounded),
            ("9780804429574", Number::WrongCheckDigit),
            ("0804429570", Number::WrongCheckDigit),
            ("7b1e7a52-4f0e", Number::Other),
            ("12345", Number::Other),
            ("441172718", Number::Other),
            ("9.78E+12", Number::Rounded),
            ("7103492", Number::LostZeros),
        ] {
            assert_eq!(classify(cell), number, "{cell}");
        }
    }

    #[test]
    fn only_a_missing_form_is_derived() {
        let mut one = Identifiers { isbn10: Isbn10::parse("080442957X").ok(), ..Identifiers::default() };
        derive_missing(&mut one);
        assert_eq!(one.isbn13, Isbn13::parse("9780804429573").ok());
        let other = Isbn13::parse("9780306406157").ok();
        one.isbn13.clone_from(&other);
        derive_missing(&mut one);
        assert_eq!((one.isbn10, one.isbn13), (Isbn10::parse("080442957X").ok(), other));
    }
}
