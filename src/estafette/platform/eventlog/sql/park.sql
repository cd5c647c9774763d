-- Note what could not be given to a consumer: culprits as parked, what waits behind them as held or ready.
-- A culprit that was ready is parked again, with one more attempt; what waits behind it goes back to held.
-- Locks: the rows of the culprits; the caller holds the cursors of the shards. Touches: one row an event.
-- Relies on eventlog_parked_once.
INSERT INTO eventlog_parked AS p
    (consumer, shard, position, sequenced_at, aggregate, version, kind, state, error, attempts, parked_at)
SELECT %(name)s, e.shard, e.position, e.sequenced_at, e.aggregate, e.version, e.kind, e.state, e.error,
       (e.state = 'parked')::int, %(at)s
FROM json_to_recordset(%(rows)s::json) AS e (
    shard smallint, position bigint, sequenced_at timestamptz, aggregate text, version integer, kind text,
    state text, error text)
ORDER BY e.position
ON CONFLICT (consumer, position) DO UPDATE
SET state = excluded.state, error = excluded.error, attempts = p.attempts + excluded.attempts,
    parked_at = excluded.parked_at
