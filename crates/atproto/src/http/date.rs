//! HTTP dates: <https://www.rfc-editor.org/rfc/rfc9110#section-5.6.7>.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::{HeaderMap, header};

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The server's own time from the `Date` header.
#[must_use]
pub fn date_of(headers: &HeaderMap) -> Option<SystemTime> {
    parse_http_date(headers.get(header::DATE)?.to_str().ok()?)
}

/// Reads a date in the one form that servers may send, `Sun, 06 Nov 1994 08:49:37 GMT`. The two obsolete
/// forms read as `None`, and so do years before 1970. The weekday is not compared with the date.
#[must_use]
pub fn parse_http_date(text: &str) -> Option<SystemTime> {
    let mut parts = text.trim().split(' ');
    let weekday = parts.next()?;
    let day: u64 = number(parts.next()?, 2)?;
    let month = parts.next()?;
    let month = MONTHS.iter().position(|name| *name == month)? as u64 + 1;
    let year = number(parts.next()?, 4)?;
    let mut time = parts.next()?.split(':');
    let (hour, minute, second) =
        (number(time.next()?, 2)?, number(time.next()?, 2)?, number(time.next()?, 2)?);
    if parts.next() != Some("GMT") || parts.next().is_some() || time.next().is_some() {
        return None;
    }
    if !weekday.ends_with(',') || weekday.len() != 4 {
        return None;
    }
    // 60 is a leap second.
    if year < 1970 || !(1..=days_in(year, month)).contains(&day) || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let days = days_before_year(year) - days_before_year(1970)
        + (1..month).map(|month| days_in(year, month)).sum::<u64>()
        + (day - 1);
    UNIX_EPOCH.checked_add(Duration::from_secs(((days * 24 + hour) * 60 + minute) * 60 + second))
}

fn number(text: &str, digits: usize) -> Option<u64> {
    let fits = text.len() == digits && text.bytes().all(|b| b.is_ascii_digit());
    fits.then(|| text.parse().ok()).flatten()
}

fn is_leap(year: u64) -> bool {
    year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

fn days_in(year: u64, month: u64) -> u64 {
    match month {
        2 => 28 + u64::from(is_leap(year)),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn days_before_year(year: u64) -> u64 {
    let past = year - 1;
    past * 365 + past / 4 - past / 100 + past / 400
}
