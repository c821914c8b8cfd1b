use super::lists::Lists;
use super::score::Prepared;
use super::{Likeness, Tier, fold};
use bookhive::{HiveId, Identifiers};
use std::collections::HashMap;

/// What matching needs to know of a book or row.
#[derive(Debug, Clone, Default)]
pub struct Work {
    /// Bare title.
    pub title: String,
    /// Authors, the primary one first.
    pub authors: Vec<String>,
    /// The hive id, if it has one.
    pub hive_id: Option<HiveId>,
    /// ISBNs and Goodreads' number.
    pub identifiers: Identifiers,
    /// Further hive ids under which files know the book.
    pub also: Vec<HiveId>,
}

/// Why a match was made, or why an identifier was not followed.
#[derive(Debug, Clone, PartialEq)]
pub enum Reason {
    /// Both have this hive id.
    HiveId,
    /// Both have the named number, and their titles agree.
    Number(&'static str),
    /// Title and primary author are equal after folding.
    TitleAndAuthor,
    /// Title and author are alike to these degrees.
    Alike(Likeness),
    /// The named number leads to a book of another title.
    NumberOfAnother(&'static str, usize),
}

impl std::fmt::Display for Reason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::HiveId => f.write_str("same hive id"),
            Self::Number(name) => write!(f, "same {name}"),
            Self::TitleAndAuthor => f.write_str("same title and author"),
            Self::Alike(likeness) => write!(f, "title {:.2}, author {:.2}", likeness.title, likeness.author),
            Self::NumberOfAnother(name, _) => write!(f, "same {name} under another title"),
        }
    }
}

/// The outcome for one work.
#[derive(Debug, Clone, PartialEq)]
pub struct Match {
    /// Place of the book in the library given to [`Shelf::new`].
    pub book: Option<usize>,
    /// How far to trust it.
    pub tier: Tier,
    /// Why.
    pub reasons: Vec<Reason>,
}

/// A library prepared for matching.
#[derive(Debug)]
pub struct Shelf {
    works: Vec<Work>,
    by_hive_id: HashMap<HiveId, usize>,
    by_alias: HashMap<HiveId, usize>,
    by_number: HashMap<(&'static str, String), usize>,
    by_words: HashMap<(String, String), usize>,
    prepared: Vec<Prepared>,
    /// Who wrote what. Few people write many books: they are compared first, and titles only within what the same people
    /// may have written.
    lists: Lists,
    /// The list of authors of each book.
    list_of: Vec<u32>,
    /// A number for each beginning of a title's word.
    title_keys: HashMap<String, u32>,
    /// Books under each list of authors and each beginning of a title's word, in order. Books that can be alike share
    /// such a beginning.
    under: Vec<(u32, u32, u32)>,
}

impl Shelf {
    /// Prepares a library. Of several books with one key the first is found, so give the one to keep first.
    pub fn new(works: Vec<Work>) -> Self {
        let mut shelf = Self {
            works: Vec::new(),
            by_hive_id: HashMap::new(),
            by_alias: HashMap::new(),
            by_number: HashMap::new(),
            by_words: HashMap::new(),
            prepared: Vec::new(),
            lists: Lists::default(),
            list_of: Vec::new(),
            title_keys: HashMap::new(),
            under: Vec::new(),
        };
        for (at, work) in works.iter().enumerate() {
            for id in work.hive_id.iter().chain(&work.identifiers.hive_id) {
                shelf.by_hive_id.entry(id.clone()).or_insert(at);
            }
            for id in &work.also {
                shelf.by_alias.entry(id.clone()).or_insert(at);
            }
            for number in numbers(&work.identifiers) {
                shelf.by_number.entry(number).or_insert(at);
            }
            if let Some(key) = words_key(work) {
                shelf.by_words.entry(key).or_insert(at);
            }
            let (list, names) = shelf.lists.add(&work.authors);
            let prepared = Prepared::by(&work.title, names);
            let book = u32::try_from(at).unwrap_or(u32::MAX);
            for key in prepared.title.keys() {
                let next = u32::try_from(shelf.title_keys.len()).unwrap_or(u32::MAX);
                let key = *shelf.title_keys.entry(key).or_insert(next);
                shelf.under.push((list, key, book));
            }
            shelf.list_of.push(list);
            shelf.prepared.push(prepared);
        }
        shelf.under.sort_unstable();
        shelf.under.dedup();
        shelf.works = works;
        shelf
    }

    /// The works, in the order given.
    pub fn works(&self) -> &[Work] {
        &self.works
    }

    /// The book that has this hive id by itself.
    pub fn with_id(&self, id: &HiveId) -> Option<usize> {
        self.by_hive_id.get(id).copied()
    }

    /// The best book for this work, of whatever tier: same hive id; a shared number under a title that agrees; title and
    /// author equal after folding; else the one most alike. Numbers that lead elsewhere are told in the reasons.
    pub fn find(&self, work: &Work) -> Match {
        let found = |book: usize, reason: Reason| Match {
            book: Some(book),
            tier: Tier::Exact,
            reasons: vec![reason],
        };
        // What was decided about this id before stands, even when another book has the id by itself.
        let decided = work.hive_id.as_ref().and_then(|id| self.by_alias.get(id)).copied();
        if let Some(book) = decided.or_else(|| self.with_id(work.hive_id.as_ref()?)) {
            return found(book, Reason::HiveId);
        }
        // Preparing is the costly part, and a first import meets an empty library.
        if self.works.is_empty() {
            return Match { book: None, tier: Tier::None, reasons: Vec::new() };
        }
        let prepared = Prepared::by(&work.title, self.lists.names(&work.authors));
        let mut strangers = Vec::new();
        for (name, number) in numbers(&work.identifiers) {
            let Some(&book) = self.by_number.get(&(name, number)) else { continue };
            match self.prepared.get(book) {
                Some(other) if agrees(&prepared, other) => return found(book, Reason::Number(name)),
                _ if strangers.is_empty() => strangers.push(Reason::NumberOfAnother(name, book)),
                _ => {}
            }
        }
        let same = words_key(work).and_then(|key| self.by_words.get(&key)).copied();
        if let Some(book) = same
            && self.prepared.get(book).is_some_and(|other| prepared.title.same_words(&other.title))
        {
            return found(book, Reason::TitleAndAuthor);
        }
        self.most_alike(&prepared, strangers)
    }

    /// How alike two of the works are.
    pub(super) fn likeness(&self, pair: (usize, usize)) -> Option<Likeness> {
        Some(self.prepared.get(pair.0)?.likeness(self.prepared.get(pair.1)?))
    }

    /// The same, where it is known how far their authors agree.
    pub(super) fn likeness_by(&self, pair: (usize, usize), author: f64) -> Option<Likeness> {
        Some(self.prepared.get(pair.0)?.likeness_by(self.prepared.get(pair.1)?, author))
    }

    /// Whether a number that two of the works share can be believed.
    pub(super) fn agree(&self, pair: (usize, usize)) -> bool {
        let two = self.prepared.get(pair.0).zip(self.prepared.get(pair.1));
        two.is_some_and(|(one, other)| agrees(one, other))
    }

    /// The works as comparison sees them, each with the number of its list of authors.
    pub(super) fn prepared(&self) -> impl Iterator<Item = (&Prepared, u32)> {
        self.prepared.iter().zip(self.list_of.iter().copied())
    }

    pub(super) fn lists(&self) -> &Lists {
        &self.lists
    }

    /// The numbers of a title's beginnings of words, each once; those that no book has are left out.
    pub(super) fn keys(&self, work: &Prepared) -> Vec<u32> {
        let known = work.title.keys().filter_map(|key| self.title_keys.get(&key).copied());
        let mut keys: Vec<u32> = known.collect();
        keys.sort_unstable();
        keys.dedup();
        keys
    }

    /// The books by these people with this beginning of a word in their title, in order.
    pub(super) fn under(&self, list: u32, key: u32) -> impl ExactSizeIterator<Item = usize> {
        let from = self.under.partition_point(|(lists, keys, _)| (*lists, *keys) < (list, key));
        let rest = self.under.get(from..).unwrap_or_default();
        let books = rest.partition_point(|(lists, keys, _)| (*lists, *keys) == (list, key));
        rest.iter().take(books).map(|(.., book)| *book as usize)
    }

    /// The most books under one list and one beginning.
    pub(super) fn most_under(&self) -> usize {
        let same = |one: &(u32, u32, u32), other: &(u32, u32, u32)| (one.0, one.1) == (other.0, other.1);
        self.under.chunk_by(same).map(<[_]>::len).max().unwrap_or_default()
    }

    fn most_alike(&self, work: &Prepared, reasons: Vec<Reason>) -> Match {
        let keys = self.keys(work);
        let mut candidates: Vec<(usize, f64)> = Vec::new();
        for (list, author) in self.lists.same_people(&work.names) {
            for &key in &keys {
                candidates.extend(self.under(list, key).map(|book| (book, author)));
            }
        }
        candidates.sort_unstable_by_key(|(book, _)| *book);
        candidates.dedup_by_key(|(book, _)| *book);
        let mut best = Match { book: None, tier: Tier::None, reasons };
        let mut best_score = 0.0;
        for (book, author) in candidates {
            let Some(other) = self.prepared.get(book) else { continue };
            let likeness = work.likeness_by(other, author);
            let (tier, score) = (likeness.tier(), likeness.title + likeness.author);
            if tier > best.tier || (tier == best.tier && tier > Tier::None && score > best_score) {
                best_score = score;
                best = Match { book: Some(book), tier, reasons: vec![Reason::Alike(likeness)] };
            }
        }
        best
    }
}

fn agrees(work: &Prepared, other: &Prepared) -> bool {
    work.likeness(other).confirms_number(work.names.is_empty() || other.names.is_empty())
}

/// A number of each kind, an ISBN in its long form.
pub(super) fn numbers(identifiers: &Identifiers) -> Vec<(&'static str, String)> {
    let mut numbers = Vec::with_capacity(3);
    numbers.extend(identifiers.isbn13.as_ref().map(|isbn| ("ISBN", isbn.to_string())));
    numbers.extend(identifiers.isbn10.as_ref().map(|isbn| ("ISBN", isbn.to_isbn13().to_string())));
    numbers.extend(identifiers.goodreads_id.as_ref().map(|id| ("Goodreads number", id.clone())));
    numbers
}

/// Folded title and folded primary author; a work without an author has none and equals no other.
pub(super) fn words_key(work: &Work) -> Option<(String, String)> {
    let author = fold::name(work.authors.first()?);
    (!author.is_empty()).then(|| (fold::title(&work.title), author))
}
