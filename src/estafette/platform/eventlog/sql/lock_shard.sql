-- Wait until no worker is busy with the shard of a parked event.
-- Locks: one cursor row. Touches no other. Relies on the primary keys of eventlog_parked and eventlog_consumer.
SELECT c.shard
FROM eventlog_parked AS p
JOIN eventlog_consumer AS c ON c.name = p.consumer AND c.shard = p.shard
WHERE p.id = %(id)s
FOR UPDATE OF c
