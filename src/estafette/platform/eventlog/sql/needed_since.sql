-- The oldest instant of the log that somebody still needs: a cursor with events to read, or an open parked event.
-- Null when nobody does. Locks: none. Touches: 64 rows a consumer, and the open parked events.
SELECT least(
    (SELECT min(c.sequenced_at) FROM eventlog_consumer AS c JOIN eventlog_shard AS s USING (shard)
     WHERE c.position < s.head),
    (SELECT min(p.sequenced_at) FROM eventlog_parked AS p WHERE p.state IN ('parked', 'held', 'ready'))
)
