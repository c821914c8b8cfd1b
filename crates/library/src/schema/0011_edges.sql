-- From which revision the next walk asks for new blocks: the last one whose edge nodes are known. Later than that there are
-- only writes of our own, whose blocks come along. NULL: the edges are not known, and the walk begins at the head.
ALTER TABLE account ADD COLUMN edges_rev TEXT;
-- Writes of our own since then.
ALTER TABLE account ADD COLUMN edges_writes INTEGER NOT NULL DEFAULT 0;
