-- Looking up books that are in the library already, so that what they lack can be filled. What is remembered about a book
-- goes with the book.

-- One look through an account's books, from the reader's yes until what it found is settled.
CREATE TABLE enrichment (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    account INTEGER NOT NULL UNIQUE REFERENCES account (id) ON DELETE CASCADE,
    paused  INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE enrichment_book (
    book       INTEGER PRIMARY KEY REFERENCES book (id) ON DELETE CASCADE,
    account    INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    run        INTEGER NOT NULL,                -- the look it belongs to
    state      TEXT    NOT NULL CHECK (state IN ('waiting',  -- a question is still to be asked
                                                 'found',    -- known without doubt, or by the reader's word; to be filled
                                                 'doubtful', -- the reader is asked which book it is
                                                 'unknown',  -- the catalogue has none like it
                                                 'filled',   -- nothing is left to fill from what was found
                                                 'left',     -- the reader wants it left alone
                                                 'absent')), -- the reader says that the catalogue does not have it
    asked      TEXT    NOT NULL,                -- title and authors that were asked about, a line each
    rung       INTEGER NOT NULL DEFAULT 0,      -- the question to be asked next
    candidates TEXT    NOT NULL DEFAULT '[]',   -- books of the catalogue, the likeliest first
    at         INTEGER NOT NULL
) STRICT;
CREATE INDEX enrichment_book_by_state ON enrichment_book (account, state, rung, book);
