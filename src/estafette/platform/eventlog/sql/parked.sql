-- Parked events, oldest first, with how many wait behind each.
-- Locks: none. Touches: one page, and what waits behind it. Relies on eventlog_parked_head and _open.
SELECT p.id, p.consumer, p.aggregate, p.version, p.kind, p.position, p.error, p.attempts, p.parked_at,
       (SELECT count(*) FROM eventlog_parked AS b
        WHERE b.consumer = p.consumer AND b.aggregate = p.aggregate AND b.state = 'held') AS waiting
FROM eventlog_parked AS p
WHERE p.state = 'parked' AND (%(after)s::uuid IS NULL OR p.id > %(after)s::uuid)
ORDER BY p.id
LIMIT %(limit)s
