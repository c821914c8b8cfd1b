-- The library: accounts, books, what happened to them, and what the server has not acknowledged yet.
-- Instants are microseconds since 1970 in UTC; days are text, YYYY-MM-DD.

CREATE TABLE account (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    did       TEXT UNIQUE,          -- NULL: the library without an account
    rev       TEXT,                 -- rev and commit of the repository that the mirror equals;
    head      TEXT,                 -- NULL until a complete listing had a stable head
    synced_at INTEGER
) STRICT;
CREATE UNIQUE INDEX account_without_did ON account ((did IS NULL)) WHERE did IS NULL;

-- What lists, sorts, filters and searches need of a book; everything here is derived from book_record.
CREATE TABLE book (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    account     INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    rkey        TEXT    NOT NULL,
    gone        INTEGER NOT NULL DEFAULT 0,   -- 1: deleted here, and the server does not know yet
    title       TEXT    NOT NULL DEFAULT '',
    title_sort  TEXT,
    authors     TEXT    NOT NULL DEFAULT '',  -- tab-separated, as in the record
    author_sort TEXT,
    status      INTEGER,                      -- 0 finished, 1 reading, 2 want to read, 3 abandoned
    stars       INTEGER,
    started     TEXT,
    finished    TEXT,
    progress    INTEGER,
    owned       INTEGER,
    has_review  INTEGER NOT NULL DEFAULT 0,
    tags        TEXT    NOT NULL DEFAULT '',  -- one a line
    hive_id     TEXT,
    isbn10      TEXT,
    isbn13      TEXT,
    goodreads   TEXT,
    created     INTEGER,
    UNIQUE (account, rkey)
) STRICT;

-- Every sort of the table is answered by one of these; a reversed sort walks it backwards.
CREATE INDEX book_by_title    ON book (account, title_sort,  id) WHERE gone = 0;
CREATE INDEX book_by_author   ON book (account, author_sort, id) WHERE gone = 0;
CREATE INDEX book_by_status   ON book (account, status,      id) WHERE gone = 0;
CREATE INDEX book_by_stars    ON book (account, stars,       id) WHERE gone = 0;
CREATE INDEX book_by_started  ON book (account, started,     id) WHERE gone = 0;
CREATE INDEX book_by_finished ON book (account, finished,    id) WHERE gone = 0;
CREATE INDEX book_by_created  ON book (account, created,     id) WHERE gone = 0;
-- Several records may carry one hive id: other programs made them. We never make a second.
CREATE INDEX book_by_hive_id  ON book (account, hive_id);

-- The wide half, apart so that walking the narrow half stays cheap.
CREATE TABLE book_record (
    book   INTEGER PRIMARY KEY REFERENCES book (id) ON DELETE CASCADE,
    base   TEXT,                            -- the server's record; NULL: the server has none
    cid    TEXT,                            -- CID of base; NULL also when the server did not tell it
    record TEXT NOT NULL,                   -- base with the waiting changes applied
    local  TEXT NOT NULL DEFAULT '{}'       -- fields that stay on this computer
) STRICT;

CREATE VIRTUAL TABLE book_words USING fts5 (words, tokenize = 'unicode61');
-- Words of a deleted book must not linger in the index's segments.
INSERT INTO book_words (book_words, rank) VALUES ('secure-delete', 1);

-- The journal: what was done together is undone together.
CREATE TABLE change_group (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    account INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    kind    TEXT    NOT NULL CHECK (kind IN ('edit', 'import', 'undo')),
    at      INTEGER NOT NULL,
    undoes  INTEGER
) STRICT;
CREATE INDEX change_group_by_account ON change_group (account, id);

CREATE TABLE change (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    grp     INTEGER NOT NULL REFERENCES change_group (id) ON DELETE CASCADE,
    book    INTEGER NOT NULL,               -- outlives the book: an undo brings it back under this number
    kind    TEXT    NOT NULL CHECK (kind IN ('create', 'update', 'delete')),
    payload TEXT    NOT NULL,               -- patches of an update, else the whole record
    local   TEXT    NOT NULL DEFAULT '{}'   -- key → [before, after]
) STRICT;
CREATE INDEX change_by_group ON change (grp, id);

-- What the server has not acknowledged. A book's changes apply in order of id to its base.
CREATE TABLE outbox (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    account  INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    book     INTEGER NOT NULL REFERENCES book (id) ON DELETE CASCADE,
    grp      INTEGER NOT NULL,
    single   INTEGER NOT NULL,              -- 1: one book was changed by hand; it wins over the server's value
    kind     TEXT    NOT NULL CHECK (kind IN ('create', 'update', 'delete')),
    payload  TEXT    NOT NULL DEFAULT '',
    aside    TEXT                           -- why it is set aside; NULL: it waits to be sent
) STRICT;
CREATE INDEX outbox_by_account ON outbox (account, book, id);
CREATE INDEX outbox_by_book    ON outbox (book, id);
CREATE INDEX outbox_by_group   ON outbox (grp, book);

CREATE TABLE import (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    account   INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    grp       INTEGER NOT NULL,
    file_name TEXT    NOT NULL,
    at        INTEGER NOT NULL,
    dismissed INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX import_by_account ON import (account, id);
CREATE INDEX import_by_group   ON import (grp);

-- One row per data row of the file. Whether a new or changed row still waits is told by the outbox, so the
-- parts add up at every instant without a counter that could be wrong.
CREATE TABLE import_row (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    import  INTEGER NOT NULL REFERENCES import (id) ON DELETE CASCADE,
    line    INTEGER NOT NULL,
    fate    TEXT    NOT NULL CHECK (fate IN ('new', 'changed', 'unchanged', 'joined', 'left_out', 'set_aside')),
    book    INTEGER,
    title   TEXT    NOT NULL,
    authors TEXT    NOT NULL,               -- tab-separated
    reason  TEXT    NOT NULL DEFAULT ''     -- why it was set aside, once no outbox entry tells it
) STRICT;
CREATE INDEX import_row_by_import ON import_row (import, line);
CREATE INDEX import_row_by_book   ON import_row (book);

CREATE TABLE settings (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
