-- Append events of the calling transaction, in the order given.
-- Locks: none beyond its own new rows. Touches: one row an event in eventlog_pending.
-- The transaction takes its number (`me`) before the first event takes its id: the sequencer's low-water mark
-- relies on it. Relies on UNIQUE (aggregate, version) to refuse a version that is waiting already.
WITH me AS MATERIALIZED (SELECT pg_current_xact_id() AS xid)
INSERT INTO eventlog_pending
    (shard, aggregate, version, kind, schema, payload, channel_id, location_id, actor, at, appended_at)
SELECT (hashtextextended(e.aggregate, 0) & 63)::smallint, e.aggregate, e.version, e.kind, e.schema, e.payload,
       e.channel, e.location, coalesce(e.actor, %(actor)s), coalesce(e.at, %(at)s), clock_timestamp()
FROM me CROSS JOIN LATERAL ROWS FROM (json_to_recordset(%(entries)s::json) AS (
    aggregate text, version integer, kind text, schema smallint, payload jsonb,
    channel integer, location integer, actor text, at timestamptz
)) WITH ORDINALITY AS e (aggregate, version, kind, schema, payload, channel, location, actor, at, nth)
WHERE me.xid IS NOT NULL
ORDER BY e.nth
