use unicode_normalization::UnicodeNormalization;

/// A text as comparison sees it: compatibility forms and accents folded, lower case, `&` as "and", apostrophes gone, all
/// other punctuation and hyphens as single spaces.
///
/// Only the accents of Latin, Greek and Cyrillic letters are dropped. The marks of other scripts are letters in all but
/// name: without them が would be か.
pub(super) fn fold(text: &str) -> String {
    if text.is_ascii() {
        // Normalising would change nothing, and costs most.
        return spelt(text.chars().map(|c| c.to_ascii_lowercase()), text.len());
    }
    spelt(text.nfkd().flat_map(char::to_lowercase), text.len()).nfc().collect()
}

fn spelt(text: impl Iterator<Item = char>, length: usize) -> String {
    let mut folded = String::with_capacity(length);
    let mut space = false;
    let mut before = ' ';
    for c in text {
        let replacement = match c {
            // й is a letter, not an accented и.
            '\u{306}' if before == 'и' => "\u{306}",
            '\u{300}'..='\u{36f}' | '\'' | '’' | '‘' | 'ʼ' | '`' => continue,
            '&' => "and",
            'ß' => "ss",
            'æ' => "ae",
            'œ' => "oe",
            'ø' => "o",
            'ł' => "l",
            'đ' => "d",
            'ı' => "i",
            _ => "",
        };
        before = c;
        if !is_kept(c) && replacement.is_empty() {
            space = true;
            continue;
        }
        if c == '&' {
            space = true;
        }
        if space && !folded.is_empty() && !folded.ends_with(' ') {
            folded.push(' ');
        }
        if replacement.is_empty() {
            folded.push(c);
        } else {
            folded.push_str(replacement);
        }
        space = c == '&';
    }
    folded
}

/// Letters, digits and signs that tell titles apart ("C++", "C#"); not punctuation.
fn is_kept(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric() || matches!(c, '+' | '#');
    }
    let punctuation = c.is_whitespace()
        || matches!(c, '\u{a0}'..='\u{bf}' | '\u{2000}'..='\u{206f}' | '\u{3000}'..='\u{303f}' | '\u{fe00}'..='\u{fe0f}' | '・' | '\u{ff01}'..='\u{ff0f}');
    !punctuation
}

/// The first letters of a word, under which variants of it meet: they mostly differ further on. One character of a script
/// that writes whole words with few.
pub(super) fn beginning(word: &str) -> String {
    let few = word.chars().next().is_some_and(|c| c >= '\u{1100}');
    word.chars().take(if few { 1 } else { 3 }).collect()
}

/// A folded title without a leading article, unless nothing else is left.
pub(super) fn title(text: &str) -> String {
    let folded = fold(text);
    let bare = ["the ", "a ", "an "].iter().find_map(|article| folded.strip_prefix(article));
    match bare.map(str::trim).filter(|rest| !rest.is_empty()) {
        Some(bare) => bare.to_owned(),
        // A title of signs alone ("???") is compared as it stands.
        None if folded.is_empty() => text.trim().to_lowercase(),
        None => folded,
    }
}

/// A folded name, "Last, First" turned round.
pub(super) fn name(text: &str) -> String {
    match text.split_once(',') {
        Some((last, first)) if !first.contains(',') && !first.trim().is_empty() => {
            let (last, first) = (fold(last), fold(first));
            if matches!(first.as_str(), "jr" | "sr" | "ii" | "iii" | "iv") {
                format!("{last} {first}")
            } else {
                format!("{first} {last}")
            }
        }
        _ => fold(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writings_of_one_title_fold_alike() {
        for (one, other) in [
            ("The Left-Hand of Darkness", "left hand of darkness"),
            ("Pride & Prejudice", "Pride and Prejudice"),
            ("L’Étranger", "l'etranger"),
            ("ＡＢＣ", "abc"),
            ("Don't Panic!", "Dont Panic"),
            ("Straße", "STRASSE"),
        ] {
            assert_eq!(title(one), title(other), "{one}");
        }
    }

    #[test]
    fn different_titles_stay_different() {
        for (one, other) in [
            ("かき", "がき"),
            ("C++ Primer", "C# Primer"),
            ("1.5", "15"),
            ("!!!", "???"),
            ("कि", "की"),
            ("The", "A"),
            ("мой", "мои"),
        ] {
            assert_ne!(title(one), title(other), "{one}");
        }
    }

    #[test]
    fn a_name_written_last_name_first_is_turned_round() {
        assert_eq!(name("Le Guin, Ursula K."), "ursula k le guin");
        assert_eq!(name("Ursula K. Le Guin"), "ursula k le guin");
        assert_eq!(name("Forman, Jr."), "forman jr");
    }
}
