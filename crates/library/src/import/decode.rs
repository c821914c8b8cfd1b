use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};
use std::borrow::Cow;
use std::fmt;

/// How the file's bytes stand for characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the variants are the encodings' own names")]
pub enum Encoding {
    Utf8,
    Utf16Le,
    Utf16Be,
    Windows1252,
}

impl fmt::Display for Encoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le => "UTF-16LE",
            Self::Utf16Be => "UTF-16BE",
            Self::Windows1252 => "windows-1252",
        })
    }
}

/// Text of the file without its byte order mark and zero characters, and where its lines begin in the file.
///
/// UTF-16 is known by its mark, or by the zero bytes that Latin text is full of in it. Everything else is UTF-8 if it
/// is valid, and windows-1252 where it is not: the whole file when UTF-8 explains next to nothing of it, else whole lines, and
/// single bytes of lines that are UTF-8 with something pasted in.
pub(super) fn decode(bytes: Cow<'_, [u8]>) -> (Cow<'_, str>, Encoding, Offsets) {
    let (encoding, mark) = nature(&bytes);
    match encoding {
        Encoding::Utf8 if std::str::from_utf8(&bytes).is_ok() => {
            // Stray zero bytes would cut texts short in other programs that read what we write.
            if bytes.contains(&0) {
                let text = skip(Cow::Borrowed(&bytes), mark).replace('\0', "\u{fffd}");
                return (Cow::Owned(text), encoding, Offsets::counted(bytes.into_owned(), encoding));
            }
            (skip(bytes, mark), encoding, Offsets::shifted(mark))
        }
        Encoding::Utf8 => {
            let behind = bytes.get(mark..).unwrap_or_default();
            let (text, encoding) = eight_bit(behind);
            let text = text.replace('\0', "\u{fffd}");
            (Cow::Owned(text), encoding, Offsets::counted(bytes.into_owned(), encoding))
        }
        _ => {
            let behind = bytes.get(mark..).unwrap_or_default();
            let decoder = if encoding == Encoding::Utf16Le { UTF_16LE } else { UTF_16BE };
            let text = decoder.decode_without_bom_handling(behind).0.replace('\0', "\u{fffd}");
            (Cow::Owned(text), encoding, Offsets::counted(bytes.into_owned(), encoding))
        }
    }
}

/// UTF-16, or UTF-8 that remains to be proved; and the length of the mark that says so.
fn nature(bytes: &[u8]) -> (Encoding, usize) {
    let mut mark = 0;
    // Programs that put one in front of every file they save put a second one in front of the first.
    while bytes.get(mark..).is_some_and(|rest| rest.starts_with(b"\xEF\xBB\xBF")) {
        mark += 3;
    }
    if mark > 0 {
        return (Encoding::Utf8, mark);
    }
    if bytes.starts_with(b"\xFF\xFE") {
        return (Encoding::Utf16Le, 2);
    }
    if bytes.starts_with(b"\xFE\xFF") {
        return (Encoding::Utf16Be, 2);
    }
    let enough = bytes.len().min(SAMPLE);
    match zero_bytes(bytes) {
        (even, odd) if odd > even && odd * 5 > enough => (Encoding::Utf16Le, 0),
        (even, odd) if even > odd && even * 5 > enough => (Encoding::Utf16Be, 0),
        _ => (Encoding::Utf8, 0),
    }
}

/// The text behind the mark, without copying where that is possible.
fn skip(bytes: Cow<'_, [u8]>, mark: usize) -> Cow<'_, str> {
    match bytes {
        Cow::Borrowed(bytes) => {
            let behind = bytes.get(mark..).unwrap_or_default();
            Cow::Borrowed(std::str::from_utf8(behind).unwrap_or_default())
        }
        Cow::Owned(mut bytes) => {
            bytes.drain(..mark.min(bytes.len()));
            Cow::Owned(String::from_utf8(bytes).unwrap_or_default())
        }
    }
}

/// Where lines of the text begin in the file.
///
/// In UTF-8 that is their place in the text; in other encodings the file's own line ends are counted, as far as they are
/// asked for, so that all lines together cost one pass.
#[derive(Debug, Clone)]
pub(super) struct Offsets(Lines);

#[derive(Debug, Clone)]
enum Lines {
    Shifted(usize),
    Counted { bytes: Vec<u8>, encoding: Encoding, at: usize, line: u32 },
}

impl Offsets {
    fn shifted(mark: usize) -> Self {
        Self(Lines::Shifted(mark))
    }

    fn counted(bytes: Vec<u8>, encoding: Encoding) -> Self {
        Self(Lines::Counted { bytes, encoding, at: 0, line: 1 })
    }

    /// The offset in the file of the line that begins at `start` in the text. Lines are asked for in order.
    pub(super) fn of(&mut self, wanted: u32, start: u32) -> u32 {
        match &mut self.0 {
            Lines::Shifted(mark) => start.saturating_add(u32::try_from(*mark).unwrap_or_default()),
            Lines::Counted { bytes, encoding, at, line } => {
                while *line < wanted && *at < bytes.len() {
                    let (unit, width) = unit(bytes, *at, *encoding);
                    let (next, _) = self::unit(bytes, *at + width, *encoding);
                    *at += width;
                    // A return before a line feed does not end the line yet.
                    if unit == 0x0A || (unit == 0x0D && next != 0x0A) {
                        *line += 1;
                    }
                }
                u32::try_from(*at).unwrap_or(u32::MAX)
            }
        }
    }
}

/// The code unit at a place, 0 at the end, and its width.
fn unit(bytes: &[u8], at: usize, encoding: Encoding) -> (u16, usize) {
    let byte = |at: usize| bytes.get(at).copied().unwrap_or_default();
    match encoding {
        Encoding::Utf16Le => (u16::from_le_bytes([byte(at), byte(at + 1)]), 2),
        Encoding::Utf16Be => (u16::from_be_bytes([byte(at), byte(at + 1)]), 2),
        Encoding::Utf8 | Encoding::Windows1252 => (u16::from(byte(at)), 1),
    }
}

/// Bytes looked at to tell UTF-16 without a mark: within the header, whose names are Latin whatever the books are.
const SAMPLE: usize = 64;

/// Zero bytes at even and at odd places of the beginning.
fn zero_bytes(bytes: &[u8]) -> (usize, usize) {
    let (mut even, mut odd) = (0, 0);
    for (at, byte) in bytes.iter().take(SAMPLE).enumerate() {
        match (byte, at % 2) {
            (0, 0) => even += 1,
            (0, _) => odd += 1,
            _ => {}
        }
    }
    (even, odd)
}

/// Text of bytes that are not all UTF-8. Two files put together may have two encodings, so every line is judged by itself,
/// unless the file holds so little UTF-8 that it is chance: in windows-1252 "É»" is a sequence of UTF-8 too.
fn eight_bit(bytes: &[u8]) -> (String, Encoding) {
    let (foreign, multibyte) = evidence(bytes);
    if multibyte * 10 <= foreign {
        return (windows_1252(bytes).into_owned(), Encoding::Windows1252);
    }
    let mut text = String::with_capacity(bytes.len() + foreign);
    for line in bytes.split_inclusive(|byte| matches!(byte, b'\n' | b'\r')) {
        let (foreign, multibyte) = evidence(line);
        if multibyte <= foreign {
            text.push_str(&windows_1252(line));
            continue;
        }
        for chunk in line.utf8_chunks() {
            text.push_str(chunk.valid());
            text.push_str(&windows_1252(chunk.invalid()));
        }
    }
    (text, if multibyte > foreign { Encoding::Utf8 } else { Encoding::Windows1252 })
}

/// Bytes that are no UTF-8, and characters of several bytes that are.
fn evidence(bytes: &[u8]) -> (usize, usize) {
    let (mut foreign, mut multibyte) = (0, 0);
    for chunk in bytes.utf8_chunks() {
        foreign += chunk.invalid().len();
        multibyte += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
    }
    (foreign, multibyte)
}

fn windows_1252(bytes: &[u8]) -> Cow<'_, str> {
    WINDOWS_1252.decode_without_bom_handling(bytes).0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text_of(bytes: &[u8]) -> (Cow<'_, str>, Encoding) {
        let (text, encoding, _) = decode(bytes.into());
        (text, encoding)
    }

    fn utf16(text: &str, big: bool) -> Vec<u8> {
        text.encode_utf16()
            .flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() })
            .collect()
    }

    #[test]
    fn every_encoding_gives_the_same_text() {
        let text = "Title,Authors\nÉmile,Zola\n";
        let mut marked = b"\xEF\xBB\xBF".to_vec();
        marked.extend(text.as_bytes());
        let cases = [
            (text.as_bytes().to_vec(), Encoding::Utf8),
            (marked, Encoding::Utf8),
            ([b"\xFF\xFE".to_vec(), utf16(text, false)].concat(), Encoding::Utf16Le),
            ([b"\xFE\xFF".to_vec(), utf16(text, true)].concat(), Encoding::Utf16Be),
            (utf16(text, false), Encoding::Utf16Le),
            (utf16(text, true), Encoding::Utf16Be),
            (WINDOWS_1252.encode(text).0.into_owned(), Encoding::Windows1252),
        ];
        for (bytes, encoding) in cases {
            assert_eq!(text_of(&bytes), (Cow::Borrowed(text), encoding), "{encoding}");
        }
    }

    #[test]
    fn foreign_bytes_pasted_into_utf8_do_not_spoil_the_rest() {
        let mut bytes = "雪国,川端\nCaf".as_bytes().to_vec();
        bytes.extend(b"\xE9\n");
        assert_eq!(text_of(&bytes), (Cow::Borrowed("雪国,川端\nCafé\n"), Encoding::Utf8));
    }

    #[test]
    fn lines_are_found_in_the_file_whatever_its_encoding() {
        let text = "é\r\nzwei\rdrei\n\nü";
        let find = |bytes: Vec<u8>, starts: [u32; 5]| {
            let (decoded, encoding, mut offsets) = decode(bytes.as_slice().into());
            assert_eq!(decoded, text);
            let places = [0, 4, 9, 14, 15];
            let found: Vec<u32> = (1..).zip(places).map(|(line, start)| offsets.of(line, start)).collect();
            assert_eq!(found, starts, "{encoding}");
        };
        find(text.as_bytes().to_vec(), [0, 4, 9, 14, 15]);
        find([b"\xEF\xBB\xBF", text.as_bytes()].concat(), [3, 7, 12, 17, 18]);
        find(WINDOWS_1252.encode(text).0.into_owned(), [0, 3, 8, 13, 14]);
        find([b"\xFF\xFE".to_vec(), utf16(text, false)].concat(), [0, 8, 18, 28, 30]);
        find([b"\xFE\xFF".to_vec(), utf16(text, true)].concat(), [0, 8, 18, 28, 30]);
    }

    #[test]
    fn windows_quotes_and_dashes_are_read_as_such() {
        assert_eq!(text_of(b"\x93Hi\x94 \x96 \x80").0, "“Hi” – €");
    }

    proptest! {
        #[test]
        fn any_bytes_are_decoded_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let (text, _, mut offsets) = decode(bytes.as_slice().into());
            let lines = text.split('\n').count();
            for line in 1..=lines {
                prop_assert!(offsets.of(line as u32, 0) as usize <= bytes.len() + 3);
            }
        }
    }
}
