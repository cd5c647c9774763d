-- The answer stored under a key, in any retained partition.
-- Must be a statement of its own after lock.sql: only then does its snapshot see what the last holder stored.
-- Locks: none. Touches: at most one row. Relies on the primary key of each of the two or three partitions.
SELECT digest, status, body
FROM idempotency_key
WHERE name = %(name)s AND stored_at >= %(at)s::timestamptz - interval '7 days' AND stored_at < %(at)s::timestamptz + interval '1 day'
