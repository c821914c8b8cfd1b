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

/// Text of the file without its byte order mark.
///
/// UTF-16 is known by its mark, or by the zero bytes that Latin text is full of in it. Everything else is UTF-8 if it
/// is valid, and windows-1252 where it is not: the whole file when UTF-8 explains little of it, single bytes when a
/// file is UTF-8 with a few foreign bytes pasted in.
pub(super) fn decode(bytes: &[u8]) -> (Cow<'_, str>, Encoding) {
    if let Some(rest) = bytes.strip_prefix(b"\xEF\xBB\xBF") {
        return eight_bit(rest);
    }
    if let Some(rest) = bytes.strip_prefix(b"\xFF\xFE") {
        return (UTF_16LE.decode_without_bom_handling(rest).0, Encoding::Utf16Le);
    }
    if let Some(rest) = bytes.strip_prefix(b"\xFE\xFF") {
        return (UTF_16BE.decode_without_bom_handling(rest).0, Encoding::Utf16Be);
    }
    match zero_bytes(bytes) {
        (even, odd) if odd > even && odd * 5 > bytes.len().min(SAMPLE) => {
            (UTF_16LE.decode_without_bom_handling(bytes).0, Encoding::Utf16Le)
        }
        (even, odd) if even > odd && even * 5 > bytes.len().min(SAMPLE) => {
            (UTF_16BE.decode_without_bom_handling(bytes).0, Encoding::Utf16Be)
        }
        _ => eight_bit(bytes),
    }
}

/// Bytes looked at to tell UTF-16 without a mark.
const SAMPLE: usize = 4096;

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

fn eight_bit(bytes: &[u8]) -> (Cow<'_, str>, Encoding) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (Cow::Borrowed(text), Encoding::Utf8);
    }
    let (mut foreign, mut multibyte) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        foreign += chunk.invalid().len();
        multibyte += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
    }
    if multibyte <= foreign {
        return (WINDOWS_1252.decode_without_bom_handling(bytes).0, Encoding::Windows1252);
    }
    let mut text = String::with_capacity(bytes.len() + foreign);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.push_str(&WINDOWS_1252.decode_without_bom_handling(chunk.invalid()).0);
    }
    (Cow::Owned(text), Encoding::Utf8)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

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
            assert_eq!(decode(&bytes), (Cow::Borrowed(text), encoding), "{encoding}");
        }
    }

    #[test]
    fn foreign_bytes_pasted_into_utf8_do_not_spoil_the_rest() {
        let mut bytes = "雪国,川端\nCaf".as_bytes().to_vec();
        bytes.extend(b"\xE9\n");
        assert_eq!(decode(&bytes), (Cow::Borrowed("雪国,川端\nCafé\n"), Encoding::Utf8));
    }

    #[test]
    fn windows_quotes_and_dashes_are_read_as_such() {
        assert_eq!(decode(b"\x93Hi\x94 \x96 \x80").0, "“Hi” – €");
    }

    proptest! {
        #[test]
        fn any_bytes_are_decoded_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = decode(&bytes);
        }
    }
}
