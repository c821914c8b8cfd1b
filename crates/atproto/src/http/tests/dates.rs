use super::super::parse_http_date;
use proptest::prelude::*;
use std::time::{Duration, UNIX_EPOCH};

#[test]
fn reads_the_form_that_servers_send() {
    for (text, seconds) in [
        ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
        ("Tue, 29 Feb 2000 12:00:00 GMT", 951_825_600),
        ("Mon, 23 Nov 2026 10:30:00 GMT", 1_795_429_800),
        ("Fri, 31 Dec 2099 23:59:59 GMT", 4_102_444_799),
    ] {
        assert_eq!(parse_http_date(text), Some(UNIX_EPOCH + Duration::from_secs(seconds)), "{text}");
    }
}

#[test]
fn refuses_everything_else() {
    for text in [
        "",
        "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994",
        "Sun, 06 Nov 1994 08:49:37 +0000",
        "Sun, 06 Nov 1994 08:49:37 GMT GMT",
        "Sun, 6 Nov 1994 08:49:37 GMT",
        "Sun, 31 Nov 1994 08:49:37 GMT",
        "Wed, 29 Feb 2100 00:00:00 GMT",
        "Sun, 06 Nov 1994 24:00:00 GMT",
        "Sun, 06 Nov 1969 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49 GMT",
        "Sun, 06 Nov 1994 08:49:+7 GMT",
    ] {
        assert_eq!(parse_http_date(text), None, "{text}");
    }
}

proptest! {
    #[test]
    fn never_panics(text in any::<String>()) {
        let _ = parse_http_date(&text);
    }

    #[test]
    fn never_panics_on_what_looks_like_one(
        day in 0_u32..99, month in "[A-Z][a-z]{2}", year in 0_u32..9999, time in "[0-9]{2}:[0-9]{2}:[0-9]{2}",
    ) {
        let _ = parse_http_date(&format!("Sun, {day:02} {month} {year:04} {time} GMT"));
        let _ = parse_http_date(&format!("Sun, {day:02} Feb {year:04} {time} GMT"));
    }
}
