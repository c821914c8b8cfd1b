-- What was filled from the catalogue is a change of its own kind.
--
-- Both tables are made anew, the child dropped first: with foreign keys on, dropping the parent would empty the child.

CREATE TABLE new_group (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    account INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    kind    TEXT    NOT NULL CHECK (kind IN ('edit', 'add', 'delete', 'import', 'undo', 'merge', 'match', 'repair',
                                             'decision', 'enrich', 'remote', 'fill')),
    at      INTEGER NOT NULL,
    undoes  INTEGER,
    created INTEGER NOT NULL DEFAULT 0,     -- books created, changed, deleted; of a first fill, books it found
    updated INTEGER NOT NULL DEFAULT 0,
    deleted INTEGER NOT NULL DEFAULT 0,
    fields  TEXT    NOT NULL DEFAULT '[]'   -- what the updates changed, with the value where all have the same
) STRICT;

CREATE TABLE new_change (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    grp     INTEGER NOT NULL REFERENCES new_group (id) ON DELETE CASCADE,
    book    INTEGER NOT NULL,               -- outlives the book: an undo brings it back under this number
    kind    TEXT    NOT NULL CHECK (kind IN ('create', 'update', 'delete')),
    payload TEXT    NOT NULL,               -- patches of an update, else the whole record
    local   TEXT    NOT NULL DEFAULT '{}'   -- key → [before, after]
) STRICT;

INSERT INTO new_group (id, account, kind, at, undoes, created, updated, deleted, fields)
    SELECT id, account, kind, at, undoes, created, updated, deleted, fields FROM change_group;
INSERT INTO new_change (id, grp, book, kind, payload, local)
    SELECT id, grp, book, kind, payload, local FROM change;

-- A number once given out is never given again.
DELETE FROM sqlite_sequence WHERE name IN ('new_group', 'new_change');
INSERT INTO sqlite_sequence (name, seq)
    SELECT 'new_' || replace(name, 'change_', ''), seq FROM sqlite_sequence WHERE name IN ('change_group', 'change');

DROP TABLE change;
DROP TABLE change_group;
ALTER TABLE new_group RENAME TO change_group;
ALTER TABLE new_change RENAME TO change;

CREATE INDEX change_group_by_account ON change_group (account, id);
CREATE INDEX change_group_by_undone  ON change_group (undoes) WHERE undoes IS NOT NULL;
CREATE INDEX change_by_group ON change (grp, id);
CREATE INDEX change_by_book  ON change (book, grp);

CREATE TRIGGER change_forgotten AFTER DELETE ON change
WHEN NOT EXISTS (SELECT 1 FROM change WHERE book = OLD.book)
BEGIN
    DELETE FROM journal_book WHERE book = OLD.book;
END;
