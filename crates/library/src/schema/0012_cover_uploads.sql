-- Covers that the reader agreed to bring to the server, until their records name them.
CREATE TABLE cover_upload (
    book    INTEGER PRIMARY KEY REFERENCES book (id) ON DELETE CASCADE,
    account INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    grp     INTEGER                         -- the change of the history that all of one agreement belong to, once it has begun
) STRICT;
CREATE INDEX cover_upload_by_account ON cover_upload (account, book);

-- How many were brought there on a day (YYYY-MM-DD, UTC).
CREATE TABLE cover_day (
    account INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    day     TEXT    NOT NULL,
    uploads INTEGER NOT NULL,
    PRIMARY KEY (account, day)
) STRICT, WITHOUT ROWID;
