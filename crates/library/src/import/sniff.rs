use super::columns::Columns;
use super::decode::{Encoding, decode};
use super::file::FILE_BYTES;
use super::table::Records;
use super::{Format, goodreads, storygraph};
use std::borrow::Cow;

/// Why a file as a whole is no export.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAnExport {
    /// No bytes, or nothing but white space.
    #[error("the file is empty")]
    Empty,
    /// A picture, an archive, a PDF, ….
    #[error("the file is not text")]
    NotText,
    /// Text, but no table: a web page, JSON, a letter.
    #[error("the file is not a table of comma-separated values")]
    NotCsv,
    /// A table whose first row names no columns that we can use.
    #[error("the first row names no title column beside others that tell the service")]
    NoUsableHeader {
        /// The cells of the first row, at most 40 of at most 60 characters.
        found: Vec<String>,
    },
    /// A header and nothing below it.
    #[error("the file has a header and no rows")]
    NoRows,
    /// More than 64 MB.
    #[error("the file is larger than 64 MB")]
    TooLarge,
}

/// A file whose nature is known and whose rows are not yet read.
#[derive(Debug)]
pub(super) struct Source<'a> {
    pub(super) text: Cow<'a, str>,
    pub(super) encoding: Encoding,
    pub(super) delimiter: u8,
    pub(super) columns: Columns,
    pub(super) format: Format,
    /// Text and lines before the header, to be left out.
    pub(super) preface: usize,
}

/// Beginnings of files that are certainly no text.
const SIGNATURES: [&[u8]; 12] = [
    b"%PDF",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"\x89PNG",
    b"\xFF\xD8\xFF",
    b"GIF8",
    b"\x1F\x8B",
    b"Rar!",
    b"7z\xBC\xAF\x27\x1C",
    b"SQLite format 3\0",
    b"\xD0\xCF\x11\xE0",
    b"\x7FELF",
];

const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Finds out what a file is by its content; its name says nothing.
pub(super) fn sniff(bytes: &[u8]) -> Result<Source<'_>, NotAnExport> {
    if bytes.len() as u64 > FILE_BYTES {
        return Err(NotAnExport::TooLarge);
    }
    if SIGNATURES.iter().any(|signature| bytes.starts_with(signature)) {
        return Err(NotAnExport::NotText);
    }
    let (text, encoding) = decode(bytes);
    let begin = text.trim_start_matches(['\u{feff}', '\0']).trim_start();
    if begin.is_empty() {
        return Err(NotAnExport::Empty);
    }
    if is_binary(&text) {
        return Err(NotAnExport::NotText);
    }
    if begin.starts_with(['<', '{', '[']) {
        return Err(NotAnExport::NotCsv);
    }
    // Stray zero bytes would cut texts short in other programs that read what we write.
    let text = if text.contains('\0') { Cow::Owned(text.replace('\0', "\u{fffd}")) } else { text };
    let (preface, told) = told_delimiter(&text);
    let body = text.get(preface..).unwrap_or_default();
    let (delimiter, columns) = header(body, told);
    if columns.names().len() < 2 && !columns.has("title") {
        return Err(NotAnExport::NotCsv);
    }
    let Some(format) = service(&columns) else {
        let found = columns.names().iter().take(40).map(|name| name.chars().take(60).collect()).collect();
        return Err(NotAnExport::NoUsableHeader { found });
    };
    let mut records = Records::new(body, delimiter);
    let _header = records.next();
    records.expect_width(columns.names().len());
    if records.next().is_none() {
        return Err(NotAnExport::NoRows);
    }
    Ok(Source { text, encoding, delimiter, columns, format, preface })
}

/// More than one control or undecodable character in fifty is no text; a stray one is.
fn is_binary(text: &str) -> bool {
    let (mut seen, mut strange) = (0usize, 0usize);
    for c in text.chars().take(8192) {
        seen += 1;
        strange += usize::from(
            (c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{c}' | '\u{85}')) || c == '\u{fffd}',
        );
    }
    strange * 50 > seen
}

/// Spreadsheets write and understand a first line `sep=;`: its length with the line end, and the delimiter.
fn told_delimiter(text: &str) -> (usize, Option<u8>) {
    let line = text.split_inclusive(['\n', '\r']).next().unwrap_or_default();
    let told = line.trim().strip_prefix("sep=").and_then(|rest| rest.bytes().next());
    match told.filter(|told| DELIMITERS.contains(told)) {
        Some(delimiter) => {
            let crlf =
                line.ends_with('\r') && text.get(line.len()..).is_some_and(|rest| rest.starts_with('\n'));
            (line.len() + usize::from(crlf), Some(delimiter))
        }
        None => (0, None),
    }
}

/// The header under the delimiter that makes most sense of it: most columns that we know, then most columns.
fn header(body: &str, told: Option<u8>) -> (u8, Columns) {
    let read = |delimiter: u8| {
        let cells = Records::new(body, delimiter).next().map(|record| record.cells).unwrap_or_default();
        Columns::new(cells.iter().map(AsRef::as_ref))
    };
    if let Some(delimiter) = told {
        return (delimiter, read(delimiter));
    }
    let mut best = (b',', read(b','));
    for delimiter in DELIMITERS {
        let columns = read(delimiter);
        let worth = |columns: &Columns| (known(columns), columns.names().len());
        if worth(&columns) > worth(&best.1) {
            best = (delimiter, columns);
        }
    }
    best
}

fn known(columns: &Columns) -> usize {
    [
        "Title",
        "Author",
        "Authors",
        "ISBN",
        "ISBN13",
        "ISBN/UID",
        "Read Status",
        "Exclusive Shelf",
        "Date Added",
        "Star Rating",
    ]
    .iter()
    .filter(|name| columns.has(name))
    .count()
}

fn service(columns: &Columns) -> Option<Format> {
    if !columns.has("Title") {
        return None;
    }
    if storygraph::is_header(columns) {
        Some(Format::StoryGraph)
    } else if goodreads::is_header(columns) {
        Some(Format::Goodreads)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(bytes: &[u8]) -> NotAnExport {
        sniff(bytes).unwrap_err()
    }

    #[test]
    fn files_that_are_no_export_are_told_apart() {
        for (bytes, reason) in [
            (&b""[..], NotAnExport::Empty),
            (b"\xEF\xBB\xBF \r\n", NotAnExport::Empty),
            (b"%PDF-1.7 and so on", NotAnExport::NotText),
            (b"PK\x03\x04\x14\0", NotAnExport::NotText),
            (b"\x89PNG\r\n\x1a\n", NotAnExport::NotText),
            (b"\x01\x02\x03Title,\x04\x05\x06\x07Authors\n", NotAnExport::NotText),
            (b"<!doctype html><title>x</title>", NotAnExport::NotCsv),
            (b"{\"books\": []}", NotAnExport::NotCsv),
            (b"Dear reader\nthis is a letter\n", NotAnExport::NotCsv),
            (
                b"Name,Colour\nx,y\n",
                NotAnExport::NoUsableHeader { found: vec!["Name".into(), "Colour".into()] },
            ),
            (b"Title,Authors,Read Status\n\n,,\n", NotAnExport::NoRows),
            (b"Title,Authors,Read Status", NotAnExport::NoRows),
        ] {
            assert_eq!(refused(bytes), reason, "{}", String::from_utf8_lossy(bytes));
        }
    }

    #[test]
    fn a_file_beyond_the_limit_is_refused_unread() {
        assert_eq!(refused(&vec![b'x'; FILE_BYTES as usize + 1]), NotAnExport::TooLarge);
    }

    #[test]
    fn the_delimiter_is_found_by_the_header() {
        for (text, delimiter) in [
            ("Title,Authors,Read Status\na,b,read", b','),
            ("Title;Authors;Read Status\na;b;read", b';'),
            ("Title\tAuthors\tRead Status\na\tb\tread", b'\t'),
            ("sep=;\r\nTitle;Authors;Read Status\r\na;b;read", b';'),
            ("\n\n\"Title\",\"Authors\",\"Read Status\"\na,b,read", b','),
        ] {
            assert_eq!(sniff(text.as_bytes()).unwrap().delimiter, delimiter, "{text}");
        }
    }
}
