//! Reviews are HTML in one export and plain text in the next; this makes plain text of both.
//!
//! Only markup that review editors produce counts as markup. Any other `<` is what the reader typed ("<3", "a<b"), so
//! no text can disappear in a tag that was none.

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use std::borrow::Cow;
use std::cell::RefCell;

/// A review as plain text: paragraphs apart by an empty line, `[spoiler]…[/spoiler]` around what was marked, entities
/// resolved, non-breaking spaces as spaces.
pub(crate) fn to_text(review: &str) -> String {
    let review = review.trim();
    if !review.contains(['<', '&', '\r', '\u{a0}']) {
        return review.to_owned();
    }
    let (markup, has_blocks) = escape_what_is_no_tag(review);
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(markup.as_ref()));
    let tokenizer = Tokenizer::new(Sink(RefCell::new(Text::new(has_blocks))), TokenizerOpts::default());
    // Without scripts there is nothing for the tokenizer to stop at.
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.0.into_inner().finish()
}

const BLOCKS: [&str; 18] = [
    "p",
    "div",
    "br",
    "hr",
    "blockquote",
    "ul",
    "ol",
    "li",
    "pre",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "table",
    "tr",
    "td",
];
const INLINE: [&str; 19] = [
    "i",
    "b",
    "em",
    "strong",
    "u",
    "s",
    "a",
    "span",
    "spoiler",
    "strike",
    "del",
    "sub",
    "sup",
    "small",
    "code",
    "img",
    "font",
    "figure",
    "figcaption",
];

/// Text with every `<` that begins no known tag made literal, and whether a tag of it breaks lines.
fn escape_what_is_no_tag(text: &str) -> (Cow<'_, str>, bool) {
    let mut escaped = String::new();
    let (mut has_blocks, mut done) = (false, 0);
    for (at, _) in text.match_indices('<') {
        match tag_name(text.get(at + 1..).unwrap_or_default()) {
            Some(name) => has_blocks |= BLOCKS.iter().any(|block| name.eq_ignore_ascii_case(block)),
            None => {
                escaped.push_str(text.get(done..at).unwrap_or_default());
                escaped.push_str("&lt;");
                done = at + 1;
            }
        }
    }
    if done == 0 {
        return (Cow::Borrowed(text), has_blocks);
    }
    escaped.push_str(text.get(done..).unwrap_or_default());
    (Cow::Owned(escaped), has_blocks)
}

/// The name of a known tag, when the text behind a `<` is one up to its `>`.
fn tag_name(behind: &str) -> Option<&str> {
    let inner = behind.strip_prefix('/').unwrap_or(behind);
    let end = inner.find(|c: char| !c.is_ascii_alphanumeric())?;
    let (name, rest) = inner.split_at_checked(end)?;
    let known = BLOCKS.iter().chain(&INLINE).any(|tag| name.eq_ignore_ascii_case(tag));
    let inside = rest
        .find(['<', '>'])
        .and_then(|at| rest.split_at_checked(at))
        .filter(|(_, mark)| mark.starts_with('>'));
    // "a<b and c>d" has the shape of a tag, but nobody's tag has bare words for attributes.
    let plausible = inside.is_some_and(|(inside, _)| {
        let bare = inside.trim().trim_end_matches('/').trim();
        bare.is_empty() || (bare.contains('=') && inside.starts_with(char::is_whitespace))
    });
    (known && plausible).then_some(name)
}

struct Sink(RefCell<Text>);

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut text = self.0.borrow_mut();
        match token {
            Token::CharacterTokens(characters) => text.characters(&characters),
            Token::TagToken(tag) => text.tag(&tag),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

/// Text under construction.
struct Text {
    written: String,
    /// Lines to break before the next character.
    breaks: usize,
    space: bool,
    /// The markup has blocks, so that line ends in it are mere spaces.
    flows: bool,
}

impl Text {
    fn new(flows: bool) -> Self {
        Self { written: String::new(), breaks: 0, space: false, flows }
    }

    fn characters(&mut self, characters: &str) {
        let mut line_ends = 0;
        let mut after_return = false;
        for c in characters.chars() {
            match c {
                '\n' if after_return => {}
                '\n' | '\r' => {
                    line_ends += 1;
                    self.space = true;
                    // An empty line is a paragraph even where a single line end is none.
                    let breaks = if !self.flows {
                        self.breaks + 1
                    } else if line_ends > 1 {
                        2
                    } else {
                        0
                    };
                    self.breaks = self.breaks.max(breaks);
                }
                c if c.is_whitespace() => self.space = true,
                c => {
                    line_ends = 0;
                    self.put(c);
                }
            }
            after_return = c == '\r';
        }
    }

    fn put(&mut self, c: char) {
        if !self.written.is_empty() {
            match self.breaks {
                0 if self.space && !self.written.ends_with([' ', '\n']) => self.written.push(' '),
                0 => {}
                breaks => (0..breaks.min(2)).for_each(|_| self.written.push('\n')),
            }
        }
        (self.breaks, self.space) = (0, false);
        self.written.push(c);
    }

    fn word(&mut self, word: &str) {
        word.chars().for_each(|c| self.put(c));
    }

    fn tag(&mut self, tag: &Tag) {
        let starts = tag.kind == TagKind::StartTag;
        match tag.name.as_ref() {
            "br" => self.breaks += 1,
            "p" | "blockquote" | "ul" | "ol" | "pre" | "table" | "hr" | "h1" | "h2" | "h3" | "h4" | "h5"
            | "h6" => {
                self.breaks = self.breaks.max(2);
            }
            "li" if starts => {
                self.breaks = self.breaks.max(1);
                self.word("-");
                self.space = true;
            }
            "div" | "li" | "tr" => self.breaks = self.breaks.max(1),
            "td" => self.space = true,
            "spoiler" if starts => self.word("[spoiler]"),
            "spoiler" => {
                (self.breaks, self.space) = (0, false);
                self.word("[/spoiler]");
            }
            _ => {}
        }
    }

    fn finish(self) -> String {
        self.written
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn markup_becomes_paragraphs_and_marks() {
        for (html, text) in [
            ("<div>One<br>two<br><br>three</div>", "One\ntwo\n\nthree"),
            ("<p>One</p><p>Two &amp; three</p>", "One\n\nTwo & three"),
            ("One<br/>\n<br/>\nTwo", "One\n\nTwo"),
            ("<p>a\nb</p>\n\n<p>c</p>", "a b\n\nc"),
            ("<b>Bold</b>&nbsp;and&nbsp; <i>italic</i>", "Bold and italic"),
            ("He <spoiler>dies<br></spoiler>.", "He [spoiler]dies[/spoiler]."),
            ("<ul><li>a</li><li>b</li></ul>c", "- a\n- b\n\nc"),
            ("See <a href=\"https://example.org/\">this</a>", "See this"),
            ("caf&eacute; &#8212; &#x1F600; &hellip;", "café — 😀 …"),
            ("<div>First</div><div>Second</div>", "First\nSecond"),
        ] {
            assert_eq!(to_text(html), text, "{html}");
        }
    }

    #[test]
    fn plain_text_keeps_its_lines() {
        assert_eq!(to_text("One\n\nTwo\nthree"), "One\n\nTwo\nthree");
        assert_eq!(to_text(" One\r\n\r\nTwo\u{a0}x\rthree "), "One\n\nTwo x\nthree");
        assert_eq!(to_text("<i>One</i>\nTwo"), "One\nTwo");
    }

    #[test]
    fn a_mark_that_is_no_tag_is_what_the_reader_typed() {
        for text in [
            "I <3 it",
            "a<b and c>d",
            "<script>alert(1)</script>",
            "5 < 6 & 7",
            "AT&T",
            "<Book> by <p",
            "x <b",
        ] {
            assert_eq!(to_text(text), text);
        }
    }

    proptest! {
        #[test]
        fn letters_never_disappear(text in "([x-z]|[<>/& \n]|<br>|<i>|</i>|&amp;){0,40}") {
            let letters = |text: &str| text.chars().filter(|c| matches!(c, 'x'..='z')).count();
            prop_assert_eq!(letters(&to_text(&text)), letters(&text));
        }

        #[test]
        fn plain_output_is_stable(text in "[a-c \n.]{0,40}") {
            let once = to_text(&text);
            prop_assert_eq!(to_text(&once), once);
        }
    }
}
