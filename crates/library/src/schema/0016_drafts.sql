-- What somebody has written at a book and not saved: the newest text of each field, and the text that it was begun from.
-- Goes with the book, and with the account as every book does.
CREATE TABLE draft (
    book       INTEGER NOT NULL REFERENCES book (id) ON DELETE CASCADE,
    field      TEXT    NOT NULL CHECK (field IN ('review', 'privateNotes')),
    text       TEXT    NOT NULL,
    begun_from TEXT    NOT NULL,
    at         INTEGER NOT NULL,                -- when it was written last
    PRIMARY KEY (book, field)
) STRICT, WITHOUT ROWID;
