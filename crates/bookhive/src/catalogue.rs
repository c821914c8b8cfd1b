//! BookHive's public catalogue: what can be asked of it and what it answers.
//!
//! The methods need no session: `buzz.bookhive.searchBooks` by id (a cheap key read) or by words (slow: the service
//! looks elsewhere while one waits), and `buzz.bookhive.getBookIdentifiers` by one number. Answers are read leniently;
//! a book without id, title or author, or with longer ones than a record takes, is left out.

use crate::isbn::{Isbn10, Isbn13};
use crate::{HiveId, Identifiers, join_authors, limit, split_authors};
use atproto::Nsid;
use atproto::xrpc::Request;
use serde_json::{Map, Value, json};

const SEARCH: Nsid = Nsid::from_static("buzz.bookhive.searchBooks");
const IDENTIFIERS: Nsid = Nsid::from_static("buzz.bookhive.getBookIdentifiers");

/// Bytes that an answer may have: a hundred books with their descriptions.
const ANSWER_BYTES: usize = 4 * 1024 * 1024;

/// Bytes of a question's words; nobody's title is longer.
const WORDS_BYTES: usize = 512;

/// A question to the catalogue. Several numbers of one book are several questions: asked together they would all have to hold.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Question {
    /// The book of this id.
    Book(HiveId),
    /// The id of the book that has this number.
    Isbn13(Isbn13),
    /// The id of the book that has this number.
    Isbn10(Isbn10),
    /// The id of the book that has this number at Goodreads.
    Goodreads(String),
    /// Books whose title or authors have these words.
    Words(String),
}

impl Question {
    /// A question for words, in the form in which equal questions are equal: spaces collapsed, lower case.
    ///
    /// `None` when nothing is left to ask for.
    pub fn words(text: &str) -> Option<Self> {
        let mut words = String::new();
        for word in text.to_lowercase().split_whitespace() {
            if words.len() + word.len() > WORDS_BYTES {
                break;
            }
            if !words.is_empty() {
                words.push(' ');
            }
            words.push_str(word);
        }
        (!words.is_empty()).then_some(Self::Words(words))
    }

    /// The question as one line of text, for remembering its answer.
    pub fn key(&self) -> String {
        match self {
            Self::Book(id) => format!("id {id}"),
            Self::Isbn13(isbn) => format!("isbn13 {isbn}"),
            Self::Isbn10(isbn) => format!("isbn10 {isbn}"),
            Self::Goodreads(id) => format!("goodreads {id}"),
            Self::Words(words) => format!("words {words}"),
        }
    }

    /// The call that asks it.
    pub fn request(&self) -> Request {
        let search = || Request::query(SEARCH).max_bytes(ANSWER_BYTES);
        let number = |name, value: &str| Request::query(IDENTIFIERS).param(name, value);
        match self {
            Self::Book(id) => search().param("id", id.as_str()).param("limit", "1"),
            Self::Isbn13(isbn) => number("isbn13", isbn.as_str()),
            Self::Isbn10(isbn) => number("isbn10", isbn.as_str()),
            Self::Goodreads(id) => number("goodreadsId", id),
            // One full page: the service's paging is broken.
            Self::Words(words) => search().param("q", words).param("limit", "100"),
        }
    }

    /// Reads a successful answer. `None` when it has not the shape of one.
    pub fn read(&self, answer: &Value) -> Option<Vec<Found>> {
        match self {
            Self::Book(id) => {
                let books = answer.get("books")?.as_array()?;
                let found = books.iter().filter_map(CatalogueBook::read).find(|book| book.id == *id);
                Some(found.into_iter().map(Found::from).collect())
            }
            Self::Words(_) => {
                let books = answer.get("books")?.as_array()?;
                Some(books.iter().filter_map(CatalogueBook::read).map(Found::from).collect())
            }
            Self::Isbn13(_) | Self::Isbn10(_) | Self::Goodreads(_) => {
                let identifiers = answer.get("bookIdentifiers")?;
                let id = identifiers.get("hiveId").and_then(Value::as_str);
                let id = id.and_then(|id| HiveId::parse(id).ok());
                Some(id.into_iter().map(|id| Found { id, book: None }).collect())
            }
        }
    }
}

/// A book that an answer names; numbers lead to an id alone.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    /// Its id.
    pub id: HiveId,
    /// What the catalogue says of it, once known.
    pub book: Option<CatalogueBook>,
}

impl From<CatalogueBook> for Found {
    fn from(book: CatalogueBook) -> Self {
        Self { id: book.id.clone(), book: Some(book) }
    }
}

/// What the catalogue knows of a book. Any user's import can have changed it: numbers are to be held against the title.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CatalogueBook {
    /// Its id.
    pub id: HiveId,
    /// The title.
    pub title: String,
    /// The authors, the primary one first; never empty.
    pub authors: Vec<String>,
    /// ISBNs and Goodreads' number of one edition.
    pub identifiers: Identifiers,
    /// Address of a small cover.
    pub thumbnail: Option<String>,
    /// Address of a large cover.
    pub cover: Option<String>,
    /// Subjects, the most telling first.
    pub genres: Vec<String>,
    /// Language, in English words.
    pub language: Option<String>,
    /// Pages of one edition.
    pub pages: Option<u32>,
    /// Year of first publication, as far as the catalogue knows.
    pub year: Option<i32>,
    /// `at://` address of the catalogue's own record.
    pub uri: Option<String>,
}

impl CatalogueBook {
    /// Reads a book as the catalogue sends it, or as [`to_value`](Self::to_value) wrote it.
    pub fn read(value: &Value) -> Option<Self> {
        let text =
            |key: &str| value.get(key).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
        let authors: Vec<String> = split_authors(text("authors")?).into_iter().map(str::to_owned).collect();
        let mut identifiers = Identifiers::from_value(value.get("identifiers"));
        if identifiers.goodreads_id.is_none() && text("source") == Some("Goodreads") {
            identifiers.goodreads_id = text("sourceId").map(str::to_owned);
        }
        let genres = value.get("genres").and_then(Value::as_array).into_iter().flatten();
        let number = |key: &str| value.get(key).and_then(Value::as_i64);
        Some(Self {
            id: HiveId::parse(text("id")?).ok()?,
            title: text("title").filter(|title| title.len() <= limit::TITLE_BYTES)?.to_owned(),
            authors: (!authors.is_empty() && text("authors")?.len() <= limit::AUTHORS_BYTES)
                .then_some(authors)?,
            identifiers,
            thumbnail: text("thumbnail").map(str::to_owned),
            cover: text("cover").map(str::to_owned),
            genres: genres.filter_map(Value::as_str).map(str::to_owned).collect(),
            language: text("language").map(str::to_owned),
            pages: number("numPages").and_then(|n| u32::try_from(n).ok()).filter(|n| *n > 0),
            year: number("publicationYear").and_then(|n| i32::try_from(n).ok()).filter(|n| *n != 0),
            uri: text("uri").filter(|uri| uri.starts_with("at://")).map(str::to_owned),
        })
    }

    /// The book for safe-keeping, in the catalogue's own form and without what is not used here.
    pub fn to_value(&self) -> Value {
        let mut object = Map::new();
        let mut put = |key: &str, value: Option<Value>| {
            if let Some(value) = value {
                object.insert(key.to_owned(), value);
            }
        };
        put("id", Some(self.id.as_str().into()));
        put("title", Some(self.title.as_str().into()));
        put("authors", Some(join_authors(self.authors.iter().map(String::as_str)).into()));
        put("identifiers", (!self.identifiers.is_empty()).then(|| self.identifiers.to_value()));
        put("thumbnail", self.thumbnail.as_deref().map(Value::from));
        put("cover", self.cover.as_deref().map(Value::from));
        put("genres", (!self.genres.is_empty()).then(|| json!(self.genres)));
        put("language", self.language.as_deref().map(Value::from));
        put("numPages", self.pages.map(Value::from));
        put("publicationYear", self.year.map(Value::from));
        put("uri", self.uri.as_deref().map(Value::from));
        Value::Object(object)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DRACULA: &str = "bk_73LNzIlk0cwq7dpRTO5m";

    fn dracula() -> Value {
        json!({"id": DRACULA, "title": " Dracula ", "authors": "Bram Stoker\tSomeone Else", "source": "Goodreads",
            "sourceId": "17245", "numPages": 418, "publicationYear": 1897, "rating": "bad", "genres": ["Horror", 5],
            "description": "long", "thumbnail": "https://covers.example/1.jpg"})
    }

    #[test]
    fn a_book_is_read_leniently_and_survives_being_kept() {
        let book = CatalogueBook::read(&dracula()).unwrap();
        assert_eq!((book.title.as_str(), book.authors.len(), book.pages), ("Dracula", 2, Some(418)));
        assert_eq!(
            (book.identifiers.goodreads_id.as_deref(), &*book.genres),
            (Some("17245"), &["Horror".to_owned()][..])
        );
        assert_eq!(CatalogueBook::read(&book.to_value()), Some(book));
        for missing in ["id", "title", "authors"] {
            let mut value = dracula();
            value[missing] = json!(" ");
            assert_eq!(CatalogueBook::read(&value), None, "{missing}");
        }
    }

    #[test]
    fn an_answer_about_one_book_names_that_book_or_none() {
        let asked = Question::Book(HiveId::parse(DRACULA).unwrap());
        let answer =
            json!({"books": [{"id": "bk_00000000000000000000", "title": "X", "authors": "Y"}, dracula()]});
        assert_eq!(asked.read(&answer).unwrap().len(), 1);
        assert_eq!(asked.read(&json!({"books": []})), Some(vec![]));
        assert_eq!(asked.read(&json!({"error": "x"})), None);
    }

    #[test]
    fn a_number_leads_to_an_id() {
        let asked = Question::Goodreads("17245".into());
        let found =
            asked.read(&json!({"bookIdentifiers": {"hiveId": DRACULA, "goodreadsId": "17245"}})).unwrap();
        assert_eq!((found.len(), found[0].book.as_ref()), (1, None));
        assert_eq!(
            asked.request().url(&"https://books.example".parse().unwrap()).query(),
            Some("goodreadsId=17245")
        );
    }

    #[test]
    fn the_same_words_make_the_same_question() {
        assert_eq!(Question::words("  The  Left Hand "), Question::words("the left\thand"));
        assert_eq!(Question::words(" \n"), None);
        let long = Question::words(&"word ".repeat(500)).unwrap();
        assert!(long.key().len() <= 520);
    }
}
