-- What happened to one aggregate, its newest versions first, also what is not numbered yet (position 0).
-- Locks: none. Touches: the events of that aggregate.
-- Relies on eventlog_event_aggregate and eventlog_pending_version_key.
SELECT e.position, e.aggregate, e.version, e.kind, e.schema, e.payload::text, e.actor, e.at, e.sequenced_at
FROM eventlog_event AS e WHERE e.aggregate = %(aggregate)s
UNION ALL
SELECT 0, p.aggregate, p.version, p.kind, p.schema, p.payload::text, p.actor, p.at, p.appended_at
FROM eventlog_pending AS p
WHERE p.aggregate = %(aggregate)s
  AND NOT EXISTS (SELECT FROM eventlog_event AS e WHERE e.aggregate = p.aggregate AND e.version = p.version)
ORDER BY 3 DESC
LIMIT %(limit)s
