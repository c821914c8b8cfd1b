//! What servers send that is shown to people.

use atproto::foreign::{is_invisible, one_line};
use atproto::http::parse_http_date;
use atproto::picture::{MAX_PIXELS, Picture};

/// A server's words, and its idea of the time.
pub(crate) fn foreign_text(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    for longest in [0, 1, 60, 200] {
        let line = one_line(&text, longest);
        assert!(line.chars().count() <= longest);
        assert!(!line.chars().any(|character| character.is_control() || is_invisible(character)));
    }
    let _ = parse_http_date(&text);
}

/// A cover: what is taken has pixels, and not too many.
pub(crate) fn picture(data: &[u8]) {
    if let Ok(picture) = Picture::read(data.to_vec().into()) {
        let (width, height) = picture.size();
        assert!(width > 0 && height > 0 && width * height <= MAX_PIXELS);
    }
}
