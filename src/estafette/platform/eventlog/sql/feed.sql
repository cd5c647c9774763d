-- One page of the public feed: events after a position, of some kinds, that the caller may see.
-- Only numbered events are read, so none of a transaction that is still open can be passed over.
-- A caller who is limited to channels or places sees no event that names neither.
-- Locks: none. Touches: at most the positions from `after` to `upto`. Relies on the primary key of eventlog_event,
-- whose partitions before `since` are pruned.
SELECT e.position, e.aggregate, e.version, e.kind, e.schema, e.payload::text, e.actor, e.at, e.sequenced_at
FROM eventlog_event AS e
WHERE e.position > %(after)s AND e.position <= %(upto)s AND e.sequenced_at >= %(since)s
  AND e.kind = ANY (%(kinds)s)
  AND (e.channel_id IS NULL OR %(channels)s::integer[] IS NULL OR e.channel_id = ANY (%(channels)s::integer[]))
  AND (e.location_id IS NULL OR %(locations)s::integer[] IS NULL OR e.location_id = ANY (%(locations)s::integer[]))
  AND (e.channel_id IS NOT NULL OR e.location_id IS NOT NULL
       OR (%(channels)s::integer[] IS NULL AND %(locations)s::integer[] IS NULL))
ORDER BY e.position
LIMIT %(limit)s
