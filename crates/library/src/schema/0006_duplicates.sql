-- Books that may be one book, found anew after changes: a cache that filters and counts read.
CREATE TABLE duplicate (
    book    INTEGER PRIMARY KEY REFERENCES book (id) ON DELETE CASCADE,
    account INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    grp     INTEGER NOT NULL,               -- the lowest book of the group
    sure    INTEGER NOT NULL,               -- 1: equal by hive id, number, or words; 0: alike
    reason  TEXT    NOT NULL
) STRICT;
CREATE INDEX duplicate_by_group ON duplicate (account, grp);

-- Records that the person said are two books. By key, so that it outlives a mirror made anew.
CREATE TABLE not_duplicate (
    account INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    one     TEXT    NOT NULL,
    other   TEXT    NOT NULL,
    PRIMARY KEY (account, one, other),
    CHECK (one < other)
) STRICT, WITHOUT ROWID;
