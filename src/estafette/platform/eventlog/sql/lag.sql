-- How far each consumer is behind the log: events at most, seconds since the oldest unread event was numbered,
-- and how many events are parked or wait behind a parked one.
-- Locks: none. Touches: 64 rows a consumer, one event each, and the open rows of eventlog_parked.
WITH behind AS (
    SELECT c.name,
           min(c.position) FILTER (WHERE c.position < s.head) AS position,
           min(c.sequenced_at) FILTER (WHERE c.position < s.head) AS since
    FROM eventlog_consumer AS c JOIN eventlog_shard AS s USING (shard)
    GROUP BY c.name
)
SELECT b.name,
       CASE WHEN b.position IS NULL THEN 0 ELSE h.position - b.position END AS events,
       coalesce(extract(epoch FROM clock_timestamp() - (
           SELECT e.sequenced_at FROM eventlog_event AS e
           WHERE e.position = b.position + 1 AND e.sequenced_at >= b.since)), 0)::float8 AS seconds,
       (SELECT count(*) FROM eventlog_parked AS p WHERE p.consumer = b.name AND p.state = 'parked') AS parked,
       (SELECT count(*) FROM eventlog_parked AS p WHERE p.consumer = b.name AND p.state IN ('held', 'ready')) AS waiting
FROM behind AS b CROSS JOIN eventlog_head AS h
ORDER BY b.name
