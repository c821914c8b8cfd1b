-- The file whose plan is open, and the files of imports while their rows may be asked for.

CREATE TABLE open_plan (
    one       INTEGER PRIMARY KEY CHECK (one = 1),
    account   INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    file_name TEXT    NOT NULL,
    bytes     BLOB    NOT NULL,
    decisions TEXT    NOT NULL DEFAULT '{}'   -- JSON; whatever the application decides about rows
) STRICT;

CREATE TABLE import_file (
    import    INTEGER PRIMARY KEY REFERENCES import (id) ON DELETE CASCADE,
    bytes     BLOB    NOT NULL,
    decisions TEXT    NOT NULL,
    at        INTEGER NOT NULL
) STRICT;
