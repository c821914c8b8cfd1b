use super::columns::Columns;
use super::decode::{Encoding, Offsets, decode};
use super::file::FILE_BYTES;
use super::mapping::{self, Unmapped};
use super::reader::{Layout, Reader};
use super::table::Records;
use super::{Format, json, services};
use std::borrow::Cow;

/// Why a file as a whole is no export.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotAnExport {
    /// No bytes, or nothing but white space.
    #[error("the file is empty")]
    Empty,
    /// A picture, a PDF, a program, ….
    #[error("the file is not text")]
    NotText,
    /// A workbook of Excel, Numbers or LibreOffice.
    #[error("the file is a spreadsheet's workbook")]
    Workbook,
    /// A page of a website, saved.
    #[error("the file is a web page")]
    WebPage,
    /// An archive; the export is inside.
    #[error("the file is an archive")]
    Archive,
    /// Text, but no table: other JSON, a letter.
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
    /// Text before the header, to be left out.
    pub(super) preface: usize,
    pub(super) offsets: Offsets,
    pub(super) reader: Reader,
}

/// What a file turned out to be.
#[derive(Debug)]
pub(super) enum Sniffed<'a> {
    /// An export of a service that we know.
    Known(Source<'a>),
    /// A table whose columns nobody has explained yet.
    Unknown(Unmapped),
}

const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// Finds out what a file is by its content; its name says nothing.
pub(super) fn sniff(bytes: Cow<'_, [u8]>) -> Result<Sniffed<'_>, NotAnExport> {
    if bytes.len() as u64 > FILE_BYTES {
        return Err(NotAnExport::TooLarge);
    }
    if let Some(nature) = signature(&bytes) {
        return Err(nature);
    }
    let (text, encoding, offsets) = decode(bytes);
    let begin = text.trim_start_matches(['\u{feff}', '\u{fffd}']).trim_start();
    if begin.is_empty() {
        return Err(NotAnExport::Empty);
    }
    if is_binary(&text) {
        return Err(NotAnExport::NotText);
    }
    if begin.starts_with('<') {
        return Err(NotAnExport::WebPage);
    }
    if text.trim_start().starts_with(['{', '[']) {
        let reader = json::recognise(&text).ok_or(NotAnExport::NotCsv)?;
        return Ok(Sniffed::Known(Source { text, encoding, preface: 0, offsets, reader }));
    }
    table(text, encoding, offsets)
}

fn table(text: Cow<'_, str>, encoding: Encoding, offsets: Offsets) -> Result<Sniffed<'_>, NotAnExport> {
    let (preface, told) = told_delimiter(&text);
    let body = text.get(preface..).unwrap_or_default();
    let (delimiter, columns) = header(body, told);
    if columns.names().len() < 2 && !columns.has("title") {
        return Err(NotAnExport::NotCsv);
    }
    let mut records = Records::new(body, delimiter);
    let _header = records.next();
    records.expect_width(columns.names().len());
    let service = services::of(&columns);
    if records.next().is_none() && (service.is_some() || !mapping::is_data(&columns)) {
        return Err(NotAnExport::NoRows);
    }
    Ok(match service {
        Some((format, service)) => {
            let layout = match (format, delimiter) {
                // LibraryThing takes tabs and line ends out of its cells, and leaves the rest as it is.
                (Format::LibraryThing, b'\t') => Layout::Unquoted(delimiter),
                _ => Layout::Delimited(delimiter),
            };
            let reader = Reader { format, layout, headerless: false, columns, service, order: None };
            Sniffed::Known(Source { text, encoding, preface, offsets, reader })
        }
        None => Sniffed::Unknown(Unmapped::new(text, encoding, preface, offsets, delimiter, columns)),
    })
}

/// Beginnings of files that are certainly no text, and what they are.
fn signature(bytes: &[u8]) -> Option<NotAnExport> {
    const ARCHIVES: [&[u8]; 6] =
        [b"PK\x03\x04", b"PK\x05\x06", b"\x1F\x8B", b"Rar!", b"7z\xBC\xAF\x27\x1C", b"BZh9"];
    const OTHERS: [&[u8]; 8] = [
        b"%PDF",
        b"\x89PNG",
        b"\xFF\xD8\xFF",
        b"GIF8",
        b"SQLite format 3\0",
        b"\x7FELF",
        b"MZ\x90\0",
        b"{\\rtf",
    ];
    // The old Excel's container.
    if bytes.starts_with(b"\xD0\xCF\x11\xE0") {
        return Some(NotAnExport::Workbook);
    }
    if ARCHIVES.iter().any(|signature| bytes.starts_with(signature)) {
        return Some(if is_workbook(bytes) { NotAnExport::Workbook } else { NotAnExport::Archive });
    }
    OTHERS.iter().any(|signature| bytes.starts_with(signature)).then_some(NotAnExport::NotText)
}

/// Workbooks are archives whose first entries have telling names.
fn is_workbook(bytes: &[u8]) -> bool {
    const TELLING: [&[u8]; 5] = [
        b"[Content_Types].xml",
        b"xl/",
        b"_rels/.rels",
        b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
        b"Index/Document.iwa",
    ];
    let begin = bytes.get(..bytes.len().min(4096)).unwrap_or_default();
    TELLING.iter().any(|name| begin.windows(name.len()).any(|window| window == *name))
}

/// More than one control or undecodable character in twenty is no text; a stray one is.
fn is_binary(text: &str) -> bool {
    let (mut seen, mut strange) = (0usize, 0usize);
    for c in text.chars().take(8192) {
        seen += 1;
        strange += usize::from(
            (c.is_control() && !matches!(c, '\t' | '\n' | '\r' | '\u{c}' | '\u{85}')) || c == '\u{fffd}',
        );
    }
    strange * 20 > seen
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
        let worth = |columns: &Columns| {
            (services::of(columns).is_some(), services::known(columns), columns.names().len())
        };
        if worth(&columns) > worth(&best.1) {
            best = (delimiter, columns);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(bytes: &[u8]) -> NotAnExport {
        sniff(bytes.into()).unwrap_err()
    }

    #[test]
    fn files_that_are_no_export_are_told_apart() {
        for (bytes, reason) in [
            (&b""[..], NotAnExport::Empty),
            (b"\xEF\xBB\xBF \r\n", NotAnExport::Empty),
            (b"%PDF-1.7 and so on", NotAnExport::NotText),
            (b"PK\x03\x04\x14\0", NotAnExport::Archive),
            (b"PK\x03\x04\x14\0\0\0[Content_Types].xml", NotAnExport::Workbook),
            (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", NotAnExport::Workbook),
            (b"\x89PNG\r\n\x1a\n", NotAnExport::NotText),
            (b"\x01\x02\x03Title,\x04\x05\x06\x07Authors\n", NotAnExport::NotText),
            (b"<!doctype html><title>x</title>", NotAnExport::WebPage),
            (b"{\"books\": []}", NotAnExport::NotCsv),
            (b"Dear reader\nthis is a letter\n", NotAnExport::NotCsv),
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
            let Ok(Sniffed::Known(source)) = sniff(text.as_bytes().into()) else { panic!("{text}") };
            assert_eq!(source.reader.layout, Layout::Delimited(delimiter), "{text}");
        }
    }
}
