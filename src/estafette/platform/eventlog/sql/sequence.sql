-- Number what has been committed: move waiting events into the log, in the order of their ids.
-- An aggregate's versions are handed out under the lock of its row, so their ids are in version order and an
-- earlier version is always visible when a later one is. Positions are gapless: they come from the head row, which
-- is locked here until the commit, so a second sequencer could only wait.
-- Locks: the moved rows, then the head, then the shards. Touches: one row an event twice, the head, at most 64
-- shards. Relies on the primary key of eventlog_pending. `low` is the mark below which nothing can appear any more.
WITH taken AS (
    DELETE FROM eventlog_pending
    WHERE ctid = ANY (ARRAY(SELECT ctid FROM eventlog_pending WHERE id > %(low)s ORDER BY id LIMIT %(batch)s))
    RETURNING *
), head AS (
    UPDATE eventlog_head
    SET position = position + (SELECT count(*) FROM taken),
        sequenced_at = greatest(sequenced_at, clock_timestamp())
    WHERE EXISTS (SELECT FROM taken)
    RETURNING position, sequenced_at
), numbered AS (
    SELECT taken.*, head.sequenced_at,
           head.position - count(*) OVER () + row_number() OVER (ORDER BY taken.id) AS position
    FROM taken CROSS JOIN head
), moved AS (
    INSERT INTO eventlog_event
        (position, sequenced_at, shard, aggregate, version, kind, schema, payload, channel_id, location_id, actor, at)
    SELECT position, sequenced_at, shard, aggregate, version, kind, schema, payload, channel_id, location_id, actor,
           at
    FROM numbered
    ORDER BY position
), shards AS (
    UPDATE eventlog_shard AS s
    SET head = n.head
    FROM (SELECT shard, max(position) AS head FROM numbered GROUP BY shard) AS n
    WHERE s.shard = n.shard
)
SELECT count(*), pg_current_xact_id_if_assigned()::text::bigint FROM numbered
