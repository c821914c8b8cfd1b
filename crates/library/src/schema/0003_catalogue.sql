-- What the catalogue answered, for weeks: it is slow, and other people's. Nobody's account; nothing here is needed to
-- read the library.

CREATE TABLE catalogue_book (
    hive_id TEXT    PRIMARY KEY,
    facts   TEXT    NOT NULL,       -- the book in the catalogue's form
    at      INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE catalogue_answer (
    question TEXT    PRIMARY KEY,
    books    TEXT    NOT NULL,      -- hive ids, one a line; empty: the catalogue knows none
    at       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
