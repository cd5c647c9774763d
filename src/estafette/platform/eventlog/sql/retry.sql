-- Let a parked event, and those that wait behind it, be given to the consumer again.
-- Locks: the cursor of the shard (so that no worker is just adding to those that wait), then the rows.
-- Touches: the parked event and what waits behind it. Relies on the primary key and on eventlog_parked_open.
WITH freed AS (
    UPDATE eventlog_parked
    SET state = 'ready'
    WHERE id = %(id)s AND state = 'parked'
    RETURNING consumer, aggregate
), rest AS (
    UPDATE eventlog_parked AS p
    SET state = 'ready'
    FROM freed
    WHERE p.consumer = freed.consumer AND p.aggregate = freed.aggregate AND p.state = 'held'
), noted AS (
    INSERT INTO eventlog_decision (parked_id, verb, actor, reason, at)
    SELECT %(id)s, 'retry', %(actor)s, %(reason)s, %(at)s FROM freed
)
SELECT count(*) FROM freed
