-- Claim shards of a consumer that have something for it: events after the cursor, or parked ones made ready.
-- Locks: the cursor rows, those that another worker holds are left to it. Touches: at most 64 rows.
-- Relies on the primary key of eventlog_consumer and, for what is ready, on eventlog_parked_ready.
SELECT c.shard, c.position, c.sequenced_at, s.head
FROM eventlog_consumer AS c
JOIN eventlog_shard AS s USING (shard)
WHERE c.name = %(name)s
  AND (c.position < s.head
       OR EXISTS (SELECT FROM eventlog_parked AS p
                  WHERE p.consumer = c.name AND p.shard = c.shard AND p.state = 'ready'))
ORDER BY c.position, c.shard
LIMIT %(shards)s
FOR UPDATE OF c SKIP LOCKED
