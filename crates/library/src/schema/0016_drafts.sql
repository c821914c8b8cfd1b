-- What somebody has written at a book and not saved: the newest text of each field, and the text that it was begun from.
-- Goes with the account. Outlives its book as long as the history can bring the book back.
CREATE TABLE draft (
    book       INTEGER NOT NULL,                -- an undo brings it back under this number
    account    INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    field      TEXT    NOT NULL CHECK (field IN ('review', 'privateNotes')),
    text       TEXT    NOT NULL,
    begun_from TEXT    NOT NULL,
    at         INTEGER NOT NULL,                -- when it was written last
    PRIMARY KEY (book, field)
) STRICT, WITHOUT ROWID;
