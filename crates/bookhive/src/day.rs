use jiff::{Timestamp, civil, tz::TimeZone};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// A calendar day, the years 1 to 9999.
///
/// Reading dates are days, not instants, but the record's fields are datetimes. [`Day::to_noon_utc`] writes a day so
/// that it reads as the same day from UTC−12 to UTC+11; midnight would be the day before everywhere west of Greenwich.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(civil::Date);

/// The text names no day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a calendar day written YYYY-MM-DD")]
pub struct InvalidDay;

impl Day {
    /// The day with these numbers, unless the calendar has none (30 February) or the year is not in 1–9999.
    pub fn new(year: i16, month: i8, day: i8) -> Option<Self> {
        if !(1..=9999).contains(&year) {
            return None;
        }
        civil::Date::new(year, month, day).ok().map(Self)
    }

    /// Reads exactly `YYYY-MM-DD`.
    pub fn parse(text: &str) -> Result<Self, InvalidDay> {
        let mut parts = text.splitn(3, '-');
        let mut number = |width: usize| {
            let part = parts.next().filter(|p| p.len() == width && p.bytes().all(|b| b.is_ascii_digit()))?;
            part.parse::<i16>().ok()
        };
        let (year, month, day) =
            (number(4).ok_or(InvalidDay)?, number(2).ok_or(InvalidDay)?, number(2).ok_or(InvalidDay)?);
        let small = |n: i16| i8::try_from(n).map_err(|_| InvalidDay);
        Self::new(year, small(month)?, small(day)?).ok_or(InvalidDay)
    }

    /// The UTC day of a record's datetime.
    ///
    /// Lenient, for records of other apps: a bare date is that day, and a datetime without an offset is taken as UTC.
    pub fn from_datetime(text: &str) -> Option<Self> {
        if let Ok(day) = Self::parse(text) {
            return Some(day);
        }
        if let Ok(instant) = text.parse::<Timestamp>() {
            return Some(Self::from_timestamp(instant));
        }
        let date = text.parse::<civil::DateTime>().ok()?.date();
        Self::new(date.year(), date.month(), date.day())
    }

    /// The UTC day of an instant. (An instant outside the years 1–9999 is moved to the nearest day in them.)
    pub fn from_timestamp(instant: Timestamp) -> Self {
        let date = TimeZone::UTC.to_datetime(instant).date();
        if date.year() < 1 { Self(civil::date(1, 1, 1)) } else { Self(date) }
    }

    /// The day as the record's datetime fields hold it: `YYYY-MM-DDT12:00:00.000Z`.
    pub fn to_noon_utc(self) -> String {
        format!("{self}T12:00:00.000Z")
    }

    /// So many days later, or earlier when negative; `None` outside the years 1 to 9999.
    pub fn plus_days(self, days: i32) -> Option<Self> {
        let date = self.0.checked_add(jiff::Span::new().try_days(days).ok()?).ok()?;
        (date.year() >= 1).then_some(Self(date))
    }

    /// Year, 1–9999.
    pub fn year(self) -> i16 {
        self.0.year()
    }

    /// Days from this one to a later one; negative to an earlier one.
    pub fn days_until(self, later: Self) -> i32 {
        // At most 3,652,058.
        i32::try_from(self.0.duration_until(later.0).as_hours() / 24).unwrap_or(i32::MAX)
    }

    /// Month, 1–12.
    pub fn month(self) -> i8 {
        self.0.month()
    }

    /// Day of the month, 1–31.
    pub fn day(self) -> i8 {
        self.0.day()
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0.year(), self.0.month(), self.0.day())
    }
}

impl fmt::Debug for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl FromStr for Day {
    type Err = InvalidDay;
    fn from_str(text: &str) -> Result<Self, InvalidDay> {
        Self::parse(text)
    }
}

impl Serialize for Day {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn refuses_days_the_calendar_lacks_and_other_spellings() {
        for text in [
            "2021-02-30",
            "2023-02-29",
            "2021-13-01",
            "0000-01-01",
            "2021-1-01",
            "2021/01/01",
            "",
            "+021-01-01",
        ] {
            assert_eq!(Day::parse(text), Err(InvalidDay), "{text}");
        }
        assert!(Day::parse("2024-02-29").is_ok());
    }

    #[test]
    fn a_datetime_is_read_as_its_utc_day() {
        let cases = [
            ("2024-05-01T12:00:00.000Z", "2024-05-01"),
            ("2024-05-01T23:30:00-05:00", "2024-05-02"),
            ("2024-05-01T00:30:00+02:00", "2024-04-30"),
            ("2024-05-01", "2024-05-01"),
            ("2024-05-01T08:00:00", "2024-05-01"),
        ];
        for (text, day) in cases {
            assert_eq!(Day::from_datetime(text).map(|d| d.to_string()).as_deref(), Some(day), "{text}");
        }
        assert_eq!(Day::from_datetime("last summer"), None);
    }

    #[test]
    fn days_are_counted_over_leap_days_and_never_leave_the_calendar() {
        let day = |text: &str| Day::parse(text).unwrap();
        assert_eq!(day("2024-02-28").plus_days(2), Some(day("2024-03-01")));
        assert_eq!(day("2024-03-01").plus_days(-1), Some(day("2024-02-29")));
        assert_eq!((day("9999-12-31").plus_days(1), day("0001-01-01").plus_days(-1)), (None, None));
        assert_eq!(day("2024-01-01").plus_days(i32::MAX), None);
    }

    proptest! {
        #[test]
        fn noon_utc_reads_back_as_the_same_day(year in 1i16..=9999, month in 1i8..=12, day in 1i8..=28) {
            let day = Day::new(year, month, day).unwrap();
            prop_assert_eq!(Day::from_datetime(&day.to_noon_utc()), Some(day));
            prop_assert_eq!(Day::parse(&day.to_string()), Ok(day));
        }

        #[test]
        fn any_text_is_read_without_panic(text in "\\PC{0,40}") {
            let _ = Day::from_datetime(&text);
        }
    }
}
