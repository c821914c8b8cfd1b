-- What the query language asks for; derived from book_record like the columns before.
ALTER TABLE book ADD COLUMN has_cover INTEGER NOT NULL DEFAULT 0;
ALTER TABLE book ADD COLUMN format    TEXT;      -- folded
ALTER TABLE book ADD COLUMN pages     INTEGER;
ALTER TABLE book ADD COLUMN published INTEGER;   -- year

CREATE INDEX book_by_isbn13 ON book (account, isbn13) WHERE gone = 0 AND isbn13 IS NOT NULL;

-- A column for each field that can be searched by itself. Beginnings of one to three letters have an index of their
-- own: the first keystrokes match the most books.
DROP TABLE book_words;
CREATE VIRTUAL TABLE book_words USING fts5 (
    title, authors, tags, review, rest,
    tokenize = 'unicode61', prefix = '1 2 3'
);
INSERT INTO book_words (book_words, rank) VALUES ('secure-delete', 1);

CREATE TABLE saved_view (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    account  INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    name     TEXT    NOT NULL,
    query    TEXT    NOT NULL,   -- in the query language
    layout   TEXT    NOT NULL,   -- sort and shape of the list, as the page keeps them
    position INTEGER NOT NULL
) STRICT;
CREATE INDEX saved_view_by_account ON saved_view (account, position);
