-- Read the next events for a consumer in the shards it has claimed, oldest first.
-- `waits` says how an event must wait because of an earlier one of its aggregate: held behind a parked event, or
-- ready behind others that are ready. Null when nothing is in its way.
-- `cursors` holds the cursor of every shard in order, that of an unclaimed shard beyond all positions: a join with
-- the claimed ones would tempt the planner to read the whole window before it sorts.
-- Must run after claim.sql as a statement of its own, so that it sees what the shards' last holder parked.
-- Locks: none. Touches: at most the positions from `after` to `upto`. Relies on the primary key of eventlog_event,
-- whose partitions before `since` are pruned, and on eventlog_parked_head and _open.
SELECT e.position, e.aggregate, e.version, e.kind, e.schema, e.payload::text, e.actor, e.at, e.sequenced_at, e.shard,
       CASE WHEN EXISTS (SELECT FROM eventlog_parked AS p
                         WHERE p.consumer = %(name)s AND p.aggregate = e.aggregate AND p.state = 'parked')
            THEN 'held'
            WHEN EXISTS (SELECT FROM eventlog_parked AS p
                         WHERE p.consumer = %(name)s AND p.aggregate = e.aggregate
                           AND p.state IN ('parked', 'held', 'ready'))
            THEN 'ready' END AS waits
FROM eventlog_event AS e
WHERE e.position > %(after)s AND e.position <= %(upto)s AND e.sequenced_at >= %(since)s
  AND e.position > (%(cursors)s::bigint[])[e.shard + 1]
  AND e.kind = ANY (%(kinds)s)
ORDER BY e.position
LIMIT %(batch)s
