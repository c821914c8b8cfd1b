-- Files that wait until the import before them is settled.

CREATE TABLE waiting_file (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,   -- their order
    account INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    path    TEXT    NOT NULL,
    digest  BLOB,                                -- SHA-256 of what it held; NULL: it could not be read
    UNIQUE (account, path)
) STRICT;
