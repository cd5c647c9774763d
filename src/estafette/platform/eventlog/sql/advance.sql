-- Move the claimed cursors to `upto`, never back.
-- Locks: rows that the transaction has locked already. Touches: at most 64 rows.
-- Relies on the primary keys of eventlog_consumer and of eventlog_event, whose partitions before `since` are pruned.
UPDATE eventlog_consumer AS c
SET position = greatest(c.position, %(upto)s),
    sequenced_at = greatest(c.sequenced_at, (
        SELECT e.sequenced_at FROM eventlog_event AS e
        WHERE e.position = %(upto)s AND e.sequenced_at >= %(since)s))
WHERE c.name = %(name)s AND c.shard = ANY (%(shards)s::smallint[])
