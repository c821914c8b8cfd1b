-- The picture that a record names as its cover; derived from book_record like the columns before.
ALTER TABLE book ADD COLUMN cover TEXT;          -- CID of the blob
