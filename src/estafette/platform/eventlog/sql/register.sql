-- Give a consumer its cursors, once; a known consumer keeps those it has.
-- Locks: none beyond new rows. Touches: 64 rows the first time, none afterwards.
INSERT INTO eventlog_consumer (name, shard, position, sequenced_at)
SELECT %(name)s, s.shard,
       CASE WHEN %(from_start)s::boolean THEN 0 ELSE h.position END,
       CASE WHEN %(from_start)s::boolean THEN timestamptz '2000-01-01 00:00+00' ELSE h.sequenced_at END
FROM eventlog_shard AS s CROSS JOIN eventlog_head AS h
ON CONFLICT (name, shard) DO NOTHING
