-- What the catalogue could fill, a bit each; derived from book_record. 0: nothing, or nothing to ask the catalogue by.
ALTER TABLE book ADD COLUMN lacks INTEGER NOT NULL DEFAULT 0;
CREATE INDEX book_by_lacks ON book (account, lacks) WHERE gone = 0 AND lacks > 0;
