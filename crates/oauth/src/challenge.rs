//! The `WWW-Authenticate` header, read by its grammar and not by searching for words in it
//! ([RFC 9110 §11.6.1](https://www.rfc-editor.org/rfc/rfc9110#section-11.6.1)).
//!
//! A server may put several challenges into one header line, separate parameters and challenges with the same comma,
//! quote commas, and spell the scheme as it likes.

/// One challenge: a scheme and its parameters. Names are lower case, values unquoted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Challenge {
    /// The authentication scheme in lower case.
    pub scheme: String,
    /// Parameters in order; a `token68` has the empty name.
    pub params: Vec<(String, String)>,
}

impl Challenge {
    /// The first parameter of this (lower-case) name.
    pub fn param(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }
}

/// The `error` of the first DPoP challenge among these header lines, else of the first challenge that has one.
pub(crate) fn error_code<'a>(lines: impl Iterator<Item = &'a str>) -> Option<String> {
    let all: Vec<Challenge> = lines.flat_map(parse).collect();
    let dpop = all.iter().filter(|c| c.scheme == "dpop").find_map(|c| c.param("error"));
    dpop.or_else(|| all.iter().find_map(|c| c.param("error"))).map(str::to_owned)
}

/// Every challenge of one header line. What does not fit the grammar ends the reading; what came before counts.
pub fn parse(line: &str) -> Vec<Challenge> {
    let mut found: Vec<Challenge> = Vec::new();
    let mut rest = Cursor(line);
    loop {
        rest.skip(|c| c == ',' || is_space(c));
        let word = rest.take(is_token);
        if word.is_empty() {
            return found;
        }
        let spaced = rest.skip(is_space);
        if rest.next_is('=') && !found.is_empty() {
            // A name and its value belong to the challenge before.
            rest.bump();
            rest.skip(is_space);
            let Some(value) = rest.value() else { return found };
            if let Some(last) = found.last_mut() {
                last.params.push((word.to_ascii_lowercase(), value));
            }
            continue;
        }
        let mut challenge = Challenge { scheme: word.to_ascii_lowercase(), params: Vec::new() };
        if spaced {
            challenge.params.extend(rest.token68().map(|value| (String::new(), value)));
        }
        found.push(challenge);
    }
}

struct Cursor<'a>(&'a str);

impl<'a> Cursor<'a> {
    fn take(&mut self, accept: impl Fn(char) -> bool) -> &'a str {
        let end = self.0.find(|c| !accept(c)).unwrap_or(self.0.len());
        let (taken, rest) = self.0.split_at(end);
        self.0 = rest;
        taken
    }

    fn skip(&mut self, accept: impl Fn(char) -> bool) -> bool {
        !self.take(accept).is_empty()
    }

    fn next_is(&self, c: char) -> bool {
        self.0.starts_with(c)
    }

    fn bump(&mut self) {
        let mut chars = self.0.chars();
        chars.next();
        self.0 = chars.as_str();
    }

    /// A token or a quoted string, unescaped; `None` when a quote is never closed or nothing is there.
    fn value(&mut self) -> Option<String> {
        if !self.next_is('"') {
            let token = self.take(is_token);
            return (!token.is_empty()).then(|| token.to_owned());
        }
        let mut value = String::new();
        let mut chars = self.0.chars();
        chars.next();
        while let Some(c) = chars.next() {
            match c {
                '"' => {
                    self.0 = chars.as_str();
                    return Some(value);
                }
                '\\' => value.push(chars.next()?),
                c => value.push(c),
            }
        }
        None
    }

    /// A lone credential such as Negotiate sends. It looks like a parameter's name until what follows is seen.
    fn token68(&mut self) -> Option<String> {
        let before = self.0;
        let body = self.take(|c| c.is_ascii_alphanumeric() || "-._~+/".contains(c));
        let padding = self.take(|c| c == '=');
        let blank = Cursor(self.0).take(is_space).len();
        let ends = self.0.get(blank..).is_none_or(|after| after.is_empty() || after.starts_with(','));
        if body.is_empty() || !ends {
            self.0 = before;
            return None;
        }
        Some(format!("{body}{padding}"))
    }
}

fn is_space(c: char) -> bool {
    c == ' ' || c == '\t'
}

/// `tchar` ([RFC 9110 §5.6.2](https://www.rfc-editor.org/rfc/rfc9110#section-5.6.2)).
fn is_token(c: char) -> bool {
    c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~".contains(c)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(line: &str, expected: &[(&str, &[(&str, &str)])]) {
        let expected: Vec<Challenge> = expected
            .iter()
            .map(|(scheme, params)| Challenge {
                scheme: (*scheme).into(),
                params: params.iter().map(|(n, v)| ((*n).into(), (*v).into())).collect(),
            })
            .collect();
        assert_eq!(parse(line), expected, "{line}");
    }

    #[test]
    fn reads_the_grammar_of_rfc_9110() {
        check("DPoP", &[("dpop", &[])]);
        check(
            r#"DPoP error="use_dpop_nonce", algs="ES256""#,
            &[("dpop", &[("error", "use_dpop_nonce"), ("algs", "ES256")])],
        );
        check("dpop ERROR = invalid_token", &[("dpop", &[("error", "invalid_token")])]);
        check(
            r#"Bearer realm="a, DPoP error=\"no\"", DPoP error="use_dpop_nonce""#,
            &[("bearer", &[("realm", r#"a, DPoP error="no""#)]), ("dpop", &[("error", "use_dpop_nonce")])],
        );
        check(
            "Negotiate YWJj==, , Basic realm=x",
            &[("negotiate", &[("", "YWJj==")]), ("basic", &[("realm", "x")])],
        );
        check("Bearer, DPoP", &[("bearer", &[]), ("dpop", &[])]);
        check(r#"DPoP error="unclosed"#, &[("dpop", &[])]);
        check("", &[]);
        check(" =x", &[]);
    }

    #[test]
    fn a_word_inside_another_scheme_is_not_a_dpop_error() {
        let line = r#"Bearer error="invalid_token", error_description="use_dpop_nonce", DPoP error="use_dpop_nonce""#;
        assert_eq!(error_code([line].into_iter()).as_deref(), Some("use_dpop_nonce"));
        assert_eq!(error_code([r#"Bearer x="use_dpop_nonce""#].into_iter()), None);
    }

    proptest! {
        #[test]
        fn never_panics(line in ".{0,200}") {
            let _ = parse(&line);
        }

        #[test]
        fn quoted_values_come_back(value in "[ -~]{0,40}") {
            let quoted = value.replace('\\', r"\\").replace('"', "\\\"");
            let found = parse(&format!("DPoP a=\"{quoted}\", b=c"));
            prop_assert_eq!(found.len(), 1);
            prop_assert_eq!(found[0].param("a"), Some(value.as_str()));
            prop_assert_eq!(found[0].param("b"), Some("c"));
        }
    }
}
