-- Events by position and the instant at which they were numbered, in order.
-- Locks: none. Touches: the rows asked for. Relies on the primary key of eventlog_event.
SELECT e.position, e.aggregate, e.version, e.kind, e.schema, e.payload::text, e.actor, e.at, e.sequenced_at
FROM unnest(%(positions)s::bigint[], %(moments)s::timestamptz[]) AS k (position, sequenced_at)
JOIN eventlog_event AS e ON e.position = k.position AND e.sequenced_at = k.sequenced_at
ORDER BY e.position
