-- Sealed sessions and pending sign-ins, opaque here.

CREATE TABLE sealed (
    key   TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;
