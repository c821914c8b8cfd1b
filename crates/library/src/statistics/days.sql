-- Days of a year with a book in hand, and how many books.
-- ?1 account · ?2 ?3 first and last day · ?4 today
WITH RECURSIVE
shelf AS MATERIALIZED (
    SELECT book.id, book.status, book.started, book.finished, wide.record -> '$.previousReads' AS earlier
    FROM book JOIN book_record AS wide ON wide.book = book.id
    WHERE book.account = ?1 AND book.gone = 0
),
written AS (
    SELECT json_extract(earlier, entry.fullkey || '.startedAt')  AS started,
           json_extract(earlier, entry.fullkey || '.finishedAt') AS finished
    FROM shelf, json_each(shelf.earlier) AS entry
    WHERE json_type(shelf.earlier) = 'array'
),
readings AS (
    SELECT started, finished FROM shelf WHERE status = 0 AND finished IS NOT NULL
    UNION ALL
    -- A book being read is in hand up to today.
    SELECT started, ?4 FROM shelf WHERE status = 1 AND started <= ?4
    UNION ALL
    SELECT CASE WHEN started GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*' THEN date(started) END, date(finished)
    FROM written WHERE finished GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*'
),
spans AS MATERIALIZED (
    -- Without a first day, or with a later one, only the last day is known.
    SELECT CASE WHEN started <= finished THEN started ELSE finished END AS first, finished AS last
    FROM readings WHERE finished >= ?2 AND (finished <= ?3 OR started <= ?3)
),
days (day) AS (
    SELECT ?2
    UNION ALL
    SELECT date(day, '+1 day') FROM days WHERE day < ?3
)
SELECT day, (SELECT COUNT(*) FROM spans WHERE first <= day AND last >= day) AS books
FROM days
WHERE books > 0
ORDER BY day
