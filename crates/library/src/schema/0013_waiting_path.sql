-- Paths as the system has them: not every one is Unicode.
CREATE TABLE waiting_file_by_bytes (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,   -- their order
    account INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    path    BLOB    NOT NULL,                    -- UTF-8 where it can be; waiting_files.rs says what else
    digest  BLOB,                                -- SHA-256 of what it held; NULL: it could not be read
    UNIQUE (account, path)
) STRICT;
INSERT INTO waiting_file_by_bytes (id, account, path, digest)
    SELECT id, account, CAST(path AS BLOB), digest FROM waiting_file;
DROP TABLE waiting_file;
ALTER TABLE waiting_file_by_bytes RENAME TO waiting_file;
