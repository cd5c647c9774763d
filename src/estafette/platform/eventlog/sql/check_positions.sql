-- Identity: the positions of the log have no gap, and its head is the last one. Locks: none. Rows: the whole log.
SELECT 'position ' || e.position, 'the one before is ' || e.before
FROM (SELECT position, lag(position) OVER (ORDER BY position) AS before FROM eventlog_event) AS e
WHERE e.before IS NOT NULL AND e.position <> e.before + 1
UNION ALL
SELECT 'head ' || h.position, 'the last event is at ' || e.last
FROM eventlog_head AS h CROSS JOIN (SELECT max(position) AS last FROM eventlog_event) AS e
WHERE e.last <> h.position
