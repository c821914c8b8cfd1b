-- What the sync remembers between cycles.

-- Nodes of the repository's tree that also hold other collections, with the first and the last of our keys below
-- each (NULL: none). A node's CID stands for its content, so no row ever goes stale; the newest are kept.
CREATE TABLE edge_node (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    account INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    cid     TEXT    NOT NULL,
    first   TEXT,
    last    TEXT,
    UNIQUE (account, cid)
) STRICT;

-- The server's budgets as its last answers told them, one per window.
CREATE TABLE budget (
    account   INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    seconds   INTEGER NOT NULL,             -- length of the window
    points    INTEGER NOT NULL,             -- what a window holds
    remaining INTEGER NOT NULL,
    resets_at INTEGER NOT NULL,             -- microseconds since 1970
    PRIMARY KEY (account, seconds)
) STRICT, WITHOUT ROWID;
