-- Read parked events that are to be given again, and those that waited behind them, oldest first.
-- Locks: their eventlog_parked rows; the caller holds the cursors of the shards. Touches: at most `batch` rows.
-- Relies on eventlog_parked_ready and on the primary key of eventlog_event.
SELECT e.position, e.aggregate, e.version, e.kind, e.schema, e.payload::text, e.actor, e.at, e.sequenced_at, e.shard,
       NULL::text AS waits
FROM eventlog_parked AS p
JOIN eventlog_event AS e ON e.position = p.position AND e.sequenced_at = p.sequenced_at
WHERE p.consumer = %(name)s AND p.shard = ANY (%(shards)s::smallint[]) AND p.state = 'ready'
ORDER BY p.position
LIMIT %(batch)s
FOR UPDATE OF p
