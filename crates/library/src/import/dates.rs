use bookhive::Day;

/// The reading of a date written `A/B/YYYY`, as spreadsheets make them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateOrder {
    /// `03/04/2021` is 4 March.
    MonthFirst,
    /// `03/04/2021` is 3 April.
    DayFirst,
}

/// A date as it is written, before it is known to be a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Written {
    Told { year: i16, month: i8, day: i8 },
    YearLast { first: i8, second: i8, year: i16 },
}

/// Why a written date is no day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoDay {
    /// Not written in any form we know.
    Unreadable,
    /// A whole number of days since 1900, as spreadsheets keep dates inside.
    SpreadsheetNumber,
    /// The calendar has no such day.
    NoSuchDay,
    /// `A/B/YYYY`, and the file does not settle the order.
    Ambiguous,
}

/// One entry of a list of reads: either side may be missing or be no day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: Option<Result<Day, NoDay>>,
    pub(super) end: Option<Result<Day, NoDay>>,
}

/// Reads a cell that holds one date. A time of day behind it is dropped.
pub(super) fn day(text: &str, order: Option<DateOrder>) -> Result<Day, NoDay> {
    let text = text.trim();
    let Some((written, rest)) = scan(text) else {
        let number = text.parse::<u32>().is_ok_and(|number| (20_000..80_000).contains(&number));
        return Err(if number { NoDay::SpreadsheetNumber } else { NoDay::Unreadable });
    };
    let time_follows = rest.starts_with(['T', ' ']);
    if rest.is_empty() || time_follows { settle(written, order) } else { Err(NoDay::Unreadable) }
}

/// Reads `start-end`, or a single date, which is an end.
pub(super) fn span(text: &str, order: Option<DateOrder>) -> Span {
    let text = text.trim();
    let unreadable = Span { start: None, end: Some(Err(NoDay::Unreadable)) };
    if let Some(end) = text.strip_prefix(['-', '–']) {
        return Span { start: None, end: Some(day(end, order)) };
    }
    let Some((first, rest)) = scan(text) else { return unreadable };
    let first = settle(first, order);
    let rest = rest.trim_start();
    if rest.is_empty() {
        return Span { start: None, end: Some(first) };
    }
    let Some(second) = rest.strip_prefix(['-', '–']).map(str::trim) else { return unreadable };
    let end = (!second.is_empty()).then(|| day(second, order));
    Span { start: Some(first), end }
}

fn settle(written: Written, order: Option<DateOrder>) -> Result<Day, NoDay> {
    let day = match (written, order) {
        (Written::Told { year, month, day }, _) => Day::new(year, month, day),
        (Written::YearLast { first, second, year }, Some(DateOrder::MonthFirst)) => {
            Day::new(year, first, second)
        }
        (Written::YearLast { first, second, year }, Some(DateOrder::DayFirst)) => {
            Day::new(year, second, first)
        }
        (Written::YearLast { .. }, None) => return Err(NoDay::Ambiguous),
    };
    day.ok_or(NoDay::NoSuchDay)
}

/// `YYYY/M/D`, `YYYY-M-D`, `A/B/YYYY` or `D.M.YYYY` at the beginning of a text, and the rest.
fn scan(text: &str) -> Option<(Written, &str)> {
    let (first, first_width, rest) = number(text)?;
    let mark = rest.chars().next().filter(|c| matches!(c, '/' | '-' | '.'))?;
    let (second, second_width, rest) = number(rest.strip_prefix(mark)?)?;
    let (third, third_width, rest) = number(rest.strip_prefix(mark)?)?;
    let small = |n: i16| i8::try_from(n).ok();
    match (first_width, second_width, third_width) {
        (4, 1 | 2, 1 | 2) if mark != '.' => {
            Some((Written::Told { year: first, month: small(second)?, day: small(third)? }, rest))
        }
        (1 | 2, 1 | 2, 4) if mark == '/' => {
            Some((Written::YearLast { first: small(first)?, second: small(second)?, year: third }, rest))
        }
        // Nobody who parts dates by points puts the month first.
        (1 | 2, 1 | 2, 4) if mark == '.' => {
            Some((Written::Told { year: third, month: small(second)?, day: small(first)? }, rest))
        }
        _ => None,
    }
}

/// A run of up to four digits at the beginning of a text, its length, and the rest.
fn number(text: &str) -> Option<(i16, usize, &str)> {
    let width = text.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, rest) = text.split_at_checked(width)?;
    if width > 4 { None } else { Some((digits.parse().ok()?, width, rest)) }
}

/// What a file's own dates say about the order of `A/B/YYYY`.
#[derive(Debug, Default)]
pub(super) struct Evidence {
    first_over_twelve: bool,
    second_over_twelve: bool,
    examples: Vec<String>,
}

impl Evidence {
    /// Examples kept for the question to the user.
    const EXAMPLES: usize = 5;

    /// Looks at every date of a cell.
    pub(super) fn look(&mut self, cell: &str) {
        let mut text = cell;
        while let Some(at) = text.find(|c: char| c.is_ascii_digit()) {
            text = text.get(at..).unwrap_or_default();
            match scan(text) {
                Some((written, rest)) => {
                    if let Written::YearLast { first, second, .. } = written {
                        self.first_over_twelve |= first > 12;
                        self.second_over_twelve |= second > 12;
                        let example = text.strip_suffix(rest).unwrap_or(text);
                        if self.examples.len() < Self::EXAMPLES && !self.examples.iter().any(|e| e == example)
                        {
                            self.examples.push(example.to_owned());
                        }
                    }
                    text = rest;
                }
                None => text = text.trim_start_matches(|c: char| c.is_ascii_digit()),
            }
        }
    }

    /// The order that the dates settle, if they do.
    pub(super) fn order(&self) -> Option<DateOrder> {
        match (self.first_over_twelve, self.second_over_twelve) {
            (false, true) => Some(DateOrder::MonthFirst),
            (true, false) => Some(DateOrder::DayFirst),
            _ => None,
        }
    }

    /// Dates to show with the question; `None` when there is nothing to ask.
    pub(super) fn question(self) -> Option<Vec<String>> {
        (self.order().is_none() && !self.examples.is_empty()).then_some(self.examples)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn date(text: &str) -> Result<Day, NoDay> {
        Ok(Day::parse(text).unwrap())
    }

    #[test]
    fn reads_the_forms_of_the_services() {
        for (text, wanted) in [
            ("2021/03/04", date("2021-03-04")),
            ("2021-3-4", date("2021-03-04")),
            (" 2021/12/31 ", date("2021-12-31")),
            ("2021-12-31T10:00:00Z", date("2021-12-31")),
            ("2021/02/30", Err(NoDay::NoSuchDay)),
            ("2021/13/01", Err(NoDay::NoSuchDay)),
            ("3/4/2021", Err(NoDay::Ambiguous)),
            ("2021/03-04", Err(NoDay::Unreadable)),
            ("3-4-2021", Err(NoDay::Unreadable)),
            ("03.04.2021", date("2021-04-03")),
            ("3.4.2021 00:00", date("2021-04-03")),
            ("30.2.2021", Err(NoDay::NoSuchDay)),
            ("3.4.21", Err(NoDay::Unreadable)),
            ("2021.4.3", Err(NoDay::Unreadable)),
            ("1.5", Err(NoDay::Unreadable)),
            ("21/03/04", Err(NoDay::Unreadable)),
            ("44211", Err(NoDay::SpreadsheetNumber)),
            ("12345", Err(NoDay::Unreadable)),
            ("March 2021", Err(NoDay::Unreadable)),
        ] {
            assert_eq!(day(text, None), wanted, "{text}");
        }
        assert_eq!(day("3/4/2021", Some(DateOrder::MonthFirst)), date("2021-03-04"));
        assert_eq!(day("3/4/2021", Some(DateOrder::DayFirst)), date("2021-04-03"));
        assert_eq!(day("31/4/2021", Some(DateOrder::MonthFirst)), Err(NoDay::NoSuchDay));
    }

    #[test]
    fn a_span_may_lack_either_side() {
        let some = |text| Some(date(text));
        for (text, start, end) in [
            ("2021/03/04-2021/03/09", some("2021-03-04"), some("2021-03-09")),
            ("2021-03-04-2021-03-09", some("2021-03-04"), some("2021-03-09")),
            ("2021/03/04 – 2021/03/09", some("2021-03-04"), some("2021-03-09")),
            ("2021/03/09", None, some("2021-03-09")),
            ("04.03.2021-09.03.2021", some("2021-03-04"), some("2021-03-09")),
            ("2021/03/04-", some("2021-03-04"), None),
            ("-2021/03/09", None, some("2021-03-09")),
            ("2021/02/30-2021/03/09", Some(Err(NoDay::NoSuchDay)), some("2021-03-09")),
            ("soon", None, Some(Err(NoDay::Unreadable))),
        ] {
            assert_eq!(span(text, None), Span { start, end }, "{text}");
        }
    }

    #[test]
    fn the_order_of_day_and_month_needs_evidence_without_contradiction() {
        let order = |cells: &[&str]| {
            let mut evidence = Evidence::default();
            cells.iter().for_each(|cell| evidence.look(cell));
            evidence.order()
        };
        assert_eq!(order(&["3/4/2021", "1/31/2021-2/2/2021"]), Some(DateOrder::MonthFirst));
        assert_eq!(order(&["3/4/2021, 13/2/2021"]), Some(DateOrder::DayFirst));
        assert_eq!(order(&["3/4/2021"]), None);
        assert_eq!(order(&["31/1/2021", "1/31/2021"]), None);
        assert_eq!(order(&["2021/01/31"]), None);
    }

    #[test]
    fn only_dates_of_that_form_raise_the_question() {
        let mut evidence = Evidence::default();
        evidence.look("2021/01/31 and 3/4/2021, 3/4/2021");
        assert_eq!(evidence.question(), Some(vec!["3/4/2021".to_owned()]));
        assert_eq!(Evidence::default().question(), None);
    }

    proptest! {
        #[test]
        fn any_text_is_read_without_panic(text in "[0-9/–é -]{0,24}") {
            let mut evidence = Evidence::default();
            evidence.look(&text);
            let _ = span(&text, Some(DateOrder::DayFirst));
        }
    }
}
