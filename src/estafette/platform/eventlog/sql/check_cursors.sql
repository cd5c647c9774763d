-- Identity: no consumer has read further than the log goes, and what waits behind a parked event exists because of
-- one. Locks: none. Rows: all cursors and all open parked events.
SELECT 'consumer ' || c.name || ' shard ' || c.shard, 'is at ' || c.position || ', the log ends at ' || h.position
FROM eventlog_consumer AS c CROSS JOIN eventlog_head AS h
WHERE c.position > h.position
UNION ALL
SELECT 'consumer ' || p.consumer || ' event ' || p.aggregate || '/' || p.version, 'is held behind nothing'
FROM eventlog_parked AS p
WHERE p.state = 'held'
  AND NOT EXISTS (SELECT FROM eventlog_parked AS b
                  WHERE b.consumer = p.consumer AND b.aggregate = p.aggregate AND b.state = 'parked'
                    AND b.position < p.position)
