-- All figures of one period, from one walk over the books.
-- ?1 account · ?2 ?3 first and last day of the period · ?4 today · ?5 1: readings without a date are in it too
-- ?6 ?7 first and last day of the period before, for comparison
WITH
-- Books with what the record and the local fields say beside the columns.
half AS (
    SELECT book.id, book.status, book.stars, book.started, book.finished, book.author_sort,
           substr(book.authors, 1, instr(book.authors || char(9), char(9)) - 1)  AS author,
           CAST(wide.record ->> '$.bookProgress.totalPages' AS INTEGER)          AS pages_in_record,
           CAST(wide.local ->> '$.pages' AS INTEGER)                             AS pages_in_file,
           lower(trim(COALESCE(wide.local ->> '$.format', '')))                  AS format,
           wide.local ->> '$.stoppedAt'                                          AS stopped,
           wide.record -> '$.previousReads'                                      AS earlier
    FROM book JOIN book_record AS wide ON wide.book = book.id
    WHERE book.account = ?1 AND book.gone = 0
),
shelf AS MATERIALIZED (
    SELECT id, status, stars, started, finished, author, author_sort, format, stopped, earlier,
           CASE WHEN pages_in_record BETWEEN 1 AND 20000 THEN pages_in_record
                WHEN pages_in_file   BETWEEN 1 AND 20000 THEN pages_in_file END  AS pages
    FROM half
),
-- The reading that finished a book, dated or not.
newest AS (
    SELECT id, stars, author, author_sort, format, pages, started, finished, 1 AS latest
    FROM shelf WHERE status = 0
),
-- Readings before it. Records of other apps may hold anything here; what has no day is no reading.
written AS (
    SELECT shelf.id, stars, author, author_sort, format, pages,
           json_extract(earlier, entry.fullkey || '.startedAt')  AS started,
           json_extract(earlier, entry.fullkey || '.finishedAt') AS finished
    FROM shelf, json_each(shelf.earlier) AS entry
    WHERE json_type(shelf.earlier) = 'array'
),
older AS (
    SELECT id, stars, author, author_sort, format, pages,
           CASE WHEN started GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*' THEN date(started) END AS started,
           date(finished) AS finished, 0 AS latest
    FROM written
    WHERE finished GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*' AND date(finished) IS NOT NULL
),
readings AS MATERIALIZED (
    SELECT *, ROW_NUMBER() OVER (PARTITION BY id ORDER BY finished IS NULL, finished, latest) AS nth
    FROM (SELECT * FROM newest UNION ALL SELECT * FROM older)
),
period AS MATERIALIZED (
    SELECT *, CASE WHEN started <= finished
                   THEN CAST(julianday(finished) - julianday(started) AS INTEGER) + 1 END AS days
    FROM readings
    WHERE finished BETWEEN ?2 AND ?3 OR (finished IS NULL AND ?5)
),
given_up AS (
    SELECT COALESCE(stopped, finished) AS day FROM shelf WHERE status = 3
)
SELECT 'readings' AS figure, 0 AS part, '' AS name, COUNT(*) AS n, COALESCE(SUM(pages), 0) AS amount,
       COUNT(*) - COUNT(pages) AS lacking
FROM period
UNION ALL SELECT 'books', 0, '', COUNT(DISTINCT id), 0, 0 FROM period
UNION ALL SELECT 'again', 0, '', COUNT(*), 0, 0 FROM period WHERE nth > 1
-- Of the whole library, whatever the period: told apart, because they are in no year.
UNION ALL SELECT 'undated', 0, '', COUNT(*), COALESCE(SUM(pages), 0), COUNT(*) - COUNT(pages)
FROM readings WHERE finished IS NULL
UNION ALL SELECT 'year', CAST(substr(finished, 1, 4) AS INTEGER), '', COUNT(*), COALESCE(SUM(pages), 0),
       COUNT(*) - COUNT(pages)
FROM readings WHERE finished IS NOT NULL GROUP BY 2
UNION ALL SELECT 'month', CAST(substr(finished, 6, 2) AS INTEGER), '', COUNT(*), COALESCE(SUM(pages), 0),
       COUNT(*) - COUNT(pages)
FROM period WHERE finished IS NOT NULL GROUP BY 2
UNION ALL SELECT 'month before', CAST(substr(finished, 6, 2) AS INTEGER), '', COUNT(*), COALESCE(SUM(pages), 0),
       COUNT(*) - COUNT(pages)
FROM readings WHERE finished BETWEEN ?6 AND ?7 GROUP BY 2
-- A book's rating counts once, however often it was read.
UNION ALL SELECT 'stars', COALESCE(stars, 0), '', COUNT(DISTINCT id), 0, 0 FROM period GROUP BY 2
UNION ALL SELECT 'pace',
       CASE WHEN days IS NULL THEN 0 WHEN days <= 1 THEN 1 WHEN days <= 3 THEN 2 WHEN days <= 7 THEN 3
            WHEN days <= 14 THEN 4 WHEN days <= 30 THEN 5 ELSE 6 END,
       '', COUNT(*), COALESCE(SUM(days), 0), 0
FROM period GROUP BY 2
UNION ALL SELECT 'author', 0, MIN(author), COUNT(*), 0, 0 FROM period GROUP BY author_sort
UNION ALL SELECT 'format', 0, format, COUNT(*), 0, 0 FROM period GROUP BY format
UNION ALL SELECT 'given up', 0, '', COUNT(*), 0, 0 FROM given_up WHERE day BETWEEN ?2 AND ?3 OR (day IS NULL AND ?5)
UNION ALL SELECT 'given up undated', 0, '', COUNT(*), 0, 0 FROM given_up WHERE day IS NULL
