//! From text to a query.
//!
//! ```text
//! query = all { "or" all }          all   = { ["-"] one }
//! one   = "(" query ")" | word | "\"" words "\"" | field value { "," value }
//! value = [ "=" | ">" | ">=" | "<" | "<=" ] ( word | "\"" words "\"" )      after ":", or in its place
//! ```
//!
//! People search while they type, so what is unfinished is taken as far as it goes: a quote that is not closed ends
//! with the text, and an `or` with nothing on one side is a word.

use super::ast::{Expr, Term};
use super::error::{QueryError, QueryProblem};
use super::names::{FIELDS, FieldName, nearest};
use super::values::{self, Raw};
use crate::folding::fold;
use std::ops::Range;

/// Bytes of the longest query; more than anybody types.
const LONGEST: usize = 4_000;
/// Conditions of the longest query. SQLite's expressions are at most 1,000 deep.
const MOST_TERMS: usize = 200;
/// Parentheses and minus signs within each other.
const DEEPEST: u32 = 40;

/// A query as it was understood, with its places in the text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Parsed {
    /// The query.
    pub expr: Expr,
    /// What stands where, in order, for colouring.
    pub tokens: Vec<Token>,
    /// The conditions that must all hold; empty when the outermost word is `or`.
    pub(crate) conjuncts: Vec<Conjunct>,
    /// Whether the outermost word is `or`.
    pub(crate) is_or: bool,
}

/// One of the conditions that must all hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Conjunct {
    pub(crate) expr: Expr,
    pub(crate) span: Range<usize>,
}

/// A piece of a query's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Where, in bytes.
    pub span: Range<usize>,
    /// What it is.
    pub kind: TokenKind,
}

/// What a piece of a query's text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// A field's name with its colon or comparison.
    Field,
    /// A field's value.
    Value,
    /// A word or phrase to find.
    Word,
    /// `or`, `-`, a parenthesis.
    Operator,
}

/// Reads a query. The empty text is every book.
///
/// # Errors
/// The first place that cannot be understood.
pub fn parse(text: &str) -> Result<Parsed, QueryError> {
    if text.len() > LONGEST {
        return Err(problem(0..text.len(), QueryProblem::TooLong));
    }
    let mut parser = Parser { text, at: 0, depth: 0, terms: 0, tokens: Vec::new() };
    let mut branches = parser.branches()?;
    if parser.peek().is_some() {
        return Err(problem(parser.at..parser.at + 1, QueryProblem::Unopened));
    }
    let is_or = branches.len() > 1;
    let expr = Expr::any(branches.iter().map(|branch| all_of(branch)).collect());
    let conjuncts = if is_or { Vec::new() } else { branches.pop().unwrap_or_default() };
    Ok(Parsed { expr, tokens: parser.tokens, conjuncts, is_or })
}

fn all_of(branch: &[Conjunct]) -> Expr {
    Expr::all(branch.iter().map(|one| one.expr.clone()).collect())
}

pub(super) fn problem(span: Range<usize>, problem: QueryProblem) -> QueryError {
    QueryError { span, problem, suggestion: None }
}

struct Parser<'t> {
    text: &'t str,
    at: usize,
    depth: u32,
    terms: usize,
    tokens: Vec<Token>,
}

impl Parser<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn bump(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += next.len_utf8();
        Some(next)
    }

    fn skip_spaces(&mut self) {
        while self.peek().is_some_and(char::is_whitespace) {
            self.bump();
        }
    }

    fn token(&mut self, from: usize, kind: TokenKind) {
        self.tokens.push(Token { span: from..self.at, kind });
    }

    /// Branches of an `or`, each a list of what must hold together.
    fn branches(&mut self) -> Result<Vec<Vec<Conjunct>>, QueryError> {
        let mut branches = Vec::new();
        loop {
            let branch = self.conjuncts()?;
            let more = !branch.is_empty() && self.takes_or();
            // A branch of punctuation only asks for nothing: it must not make every book match.
            if !branch.iter().all(|one| one.expr == Expr::Everything) || branches.is_empty() && !more {
                branches.push(branch);
            }
            if !more {
                if branches.is_empty() {
                    branches.push(Vec::new());
                }
                return Ok(branches);
            }
        }
    }

    fn conjuncts(&mut self) -> Result<Vec<Conjunct>, QueryError> {
        let mut conjuncts = Vec::new();
        loop {
            self.skip_spaces();
            match self.peek() {
                None | Some(')') => return Ok(conjuncts),
                Some(_) if !conjuncts.is_empty() && self.at_or() => return Ok(conjuncts),
                Some(_) => {
                    let from = self.at;
                    let expr = self.unary()?;
                    conjuncts.push(Conjunct { expr, span: from..self.at });
                }
            }
        }
    }

    /// Whether the word `or` stands here with something after it.
    fn at_or(&self) -> bool {
        let rest = self.rest();
        let is_or = rest.get(..2).is_some_and(|word| word.eq_ignore_ascii_case("or"));
        let after = rest.get(2..).unwrap_or_default();
        let ends = after.starts_with(|c: char| c.is_whitespace() || c == '(');
        is_or && ends && !matches!(after.trim_start().chars().next(), None | Some(')'))
    }

    fn takes_or(&mut self) -> bool {
        if !self.at_or() {
            return false;
        }
        let from = self.at;
        self.at += 2;
        self.token(from, TokenKind::Operator);
        true
    }

    fn unary(&mut self) -> Result<Expr, QueryError> {
        let from = self.at;
        let negated = self.peek() == Some('-')
            && self.rest().chars().nth(1).is_some_and(|next| !next.is_whitespace() && next != ')');
        if negated {
            self.bump();
            self.token(from, TokenKind::Operator);
            let inner = self.deeper(from, Self::unary)?;
            return Ok(if inner == Expr::Everything { inner } else { Expr::Not(Box::new(inner)) });
        }
        self.terms += 1;
        if self.terms > MOST_TERMS {
            return Err(problem(from..self.text.len(), QueryProblem::TooLong));
        }
        match self.peek() {
            Some('(') => self.deeper(from, Self::group),
            Some('"') => {
                let phrase = self.quoted();
                self.token(from, TokenKind::Word);
                Ok(if fold(&phrase).is_empty() { Expr::Everything } else { Expr::Term(Term::Phrase(phrase)) })
            }
            _ => match self.field()? {
                Some(term) => Ok(Expr::Term(term)),
                None => Ok(self.word()),
            },
        }
    }

    fn deeper(
        &mut self,
        from: usize,
        read: impl FnOnce(&mut Self) -> Result<Expr, QueryError>,
    ) -> Result<Expr, QueryError> {
        if self.depth == DEEPEST {
            return Err(problem(from..self.text.len(), QueryProblem::TooLong));
        }
        self.depth += 1;
        let expr = read(self);
        self.depth -= 1;
        expr
    }

    fn group(&mut self) -> Result<Expr, QueryError> {
        let from = self.at;
        self.bump();
        self.token(from, TokenKind::Operator);
        let branches = self.branches()?;
        self.skip_spaces();
        let close = self.at;
        if self.bump() != Some(')') {
            return Err(problem(from..from + 1, QueryProblem::Unclosed));
        }
        self.token(close, TokenKind::Operator);
        if branches.iter().all(Vec::is_empty) {
            return Err(problem(from..self.at, QueryProblem::EmptyGroup));
        }
        Ok(Expr::any(branches.iter().map(|branch| all_of(branch)).collect()))
    }

    /// What is between quotes; a backslash takes the next quote or backslash as it is.
    fn quoted(&mut self) -> String {
        let mut inner = String::new();
        self.bump();
        while let Some(next) = self.bump() {
            match next {
                '"' => break,
                '\\' if matches!(self.peek(), Some('"' | '\\')) => inner.extend(self.bump()),
                other => inner.push(other),
            }
        }
        inner
    }

    /// Up to a space, a parenthesis or a quote, and in a value up to a comma.
    fn bare(&mut self, in_value: bool) -> String {
        let mut word = String::new();
        while let Some(next) = self.peek() {
            if next.is_whitespace() || matches!(next, '(' | ')' | '"') || in_value && next == ',' {
                break;
            }
            word.extend(self.bump());
        }
        word
    }

    fn word(&mut self) -> Expr {
        let from = self.at;
        let word = self.bare(false);
        self.token(from, TokenKind::Word);
        if fold(&word).is_empty() {
            Expr::Everything
        } else if word.eq_ignore_ascii_case("or") {
            Expr::Term(Term::Phrase(word))
        } else {
            Expr::Term(Term::Word(word))
        }
    }

    /// A condition on a field, if one begins here.
    fn field(&mut self) -> Result<Option<Term>, QueryError> {
        let from = self.at;
        let rest = self.rest();
        let length = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let name = rest.get(..length).unwrap_or_default().to_owned();
        let after = rest.get(length..).unwrap_or_default();
        let Some(operator) = after.chars().next().filter(|next| matches!(next, ':' | '=' | '<' | '>')) else {
            return Ok(None);
        };
        let Some(field) = FieldName::find(&name) else {
            let valued = after.chars().nth(1).is_some_and(|next| !next.is_whitespace() && next != ')');
            // "Dune: Messiah" and "https://…" are words.
            if operator != ':' || !valued || name.is_empty() || after.starts_with("://") {
                return Ok(None);
            }
            return Err(self.unknown_field(from, name));
        };
        self.at += length + usize::from(operator == ':');
        self.token(from, TokenKind::Field);
        let mut raws = Vec::new();
        loop {
            raws.push(self.value(field)?);
            if self.peek() != Some(',') {
                break;
            }
            let comma = self.at;
            self.bump();
            self.token(comma, TokenKind::Operator);
        }
        values::term(field, &raws).map(Some)
    }

    fn value(&mut self, field: FieldName) -> Result<Raw, QueryError> {
        let from = self.at;
        let comparison =
            [">=", "<=", ">", "<", "="].into_iter().find(|operator| self.rest().starts_with(operator));
        if let Some(operator) = comparison {
            self.at += operator.len();
            self.token(from, TokenKind::Operator);
        }
        let start = self.at;
        let quoted = self.peek() == Some('"');
        let text = if quoted { self.quoted() } else { self.bare(true) };
        if text.trim().is_empty() {
            return Err(problem(from..self.at, QueryProblem::NoValue { field }));
        }
        self.token(start, TokenKind::Value);
        Ok(Raw { comparison, text, span: start..self.at })
    }

    /// With the field that was meant, or in quotes when it is none.
    fn unknown_field(&mut self, from: usize, name: String) -> QueryError {
        if let Some(near) = nearest(&name, FIELDS.iter().map(|(name, _)| *name)) {
            let span = from..from + name.len();
            return QueryError {
                span,
                problem: QueryProblem::UnknownField { name },
                suggestion: Some(near.to_owned()),
            };
        }
        let word = self.bare(false);
        let suggestion = Some(Expr::Term(Term::Phrase(word)).to_string());
        QueryError { span: from..self.at, problem: QueryProblem::UnknownField { name }, suggestion }
    }
}
