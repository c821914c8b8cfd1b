-- The readings of a year in the order in which they ended.
WITH
shelf AS (
    SELECT book.id, book.title, book.authors, book.hive_id, book.status, book.finished,
           CASE WHEN CAST(wide.record ->> '$.bookProgress.totalPages' AS INTEGER) BETWEEN 1 AND 20000
                    THEN CAST(wide.record ->> '$.bookProgress.totalPages' AS INTEGER)
                WHEN CAST(wide.local ->> '$.pages' AS INTEGER) BETWEEN 1 AND 20000
                    THEN CAST(wide.local ->> '$.pages' AS INTEGER) END AS pages,
           wide.record -> '$.previousReads' AS earlier
    FROM book JOIN book_record AS wide ON wide.book = book.id
    WHERE book.account = :account AND book.gone = 0
),
readings AS (
    SELECT id, title, authors, hive_id, finished, pages FROM shelf WHERE status = 0
    UNION ALL
    SELECT shelf.id, title, authors, hive_id, date(json_extract(earlier, entry.fullkey || '.finishedAt')), pages
    FROM shelf, json_each(shelf.earlier) AS entry
    WHERE json_type(shelf.earlier) = 'array'
        AND json_extract(earlier, entry.fullkey || '.finishedAt')
            GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*'
)
SELECT id, title, authors, hive_id, finished, pages
FROM readings
WHERE finished BETWEEN :first AND :last
ORDER BY finished, id
LIMIT :limit
