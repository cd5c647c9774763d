-- To whom events may be shown: the channel and the location that each names.
-- Locks: none. Touches: the rows asked for. Relies on the primary key of eventlog_event.
SELECT e.position, e.channel_id, e.location_id
FROM unnest(%(positions)s::bigint[], %(moments)s::timestamptz[]) AS k (position, sequenced_at)
JOIN eventlog_event AS e ON e.position = k.position AND e.sequenced_at = k.sequenced_at
