-- What facets and statistics ask for beside the columns before; derived from book_record like those.
ALTER TABLE book ADD COLUMN stopped TEXT;                        -- the day the book was given up, as its file said
ALTER TABLE book ADD COLUMN binding TEXT;                        -- the format as it is shown; `format` is it folded
ALTER TABLE book ADD COLUMN earlier TEXT NOT NULL DEFAULT '';    -- earlier readings, one a line: first day/last day

-- Another random number whenever a column changes: what was counted before is counted on with the books whose number
-- is another, whoever changed them. A number of its own for each change, because a count could come twice when a book
-- is deleted and comes back.
ALTER TABLE book ADD COLUMN stamp INTEGER NOT NULL DEFAULT 0;    -- 0: nothing was derived yet
-- The condition on the stamp keeps every other question from being answered by this index.
CREATE INDEX book_by_stamp ON book (account, id, stamp) WHERE gone = 0 AND stamp <> 0;
