-- Claim (channel, reference) for new orders; those that exist already are left out of the answer.
-- Numbers are drawn in the order in which the orders came, the keys are taken in their own order.
-- Locks: the new keys, in (channel, reference) order; waits for a twin that is being placed just now.
-- Rows: one an order. Index: orders_reference primary key.
WITH numbered AS MATERIALIZED (
    SELECT j.channel, j.ref, j.id, j.fingerprint, j.outcome, j.answer, nextval('orders_number') AS number
    FROM json_to_recordset(%(claims)s::json)
        AS j(channel integer, ref text, id uuid, fingerprint text, outcome text, answer jsonb)
)
INSERT INTO orders_reference
    (channel_id, kind, ref, order_id, number, fingerprint, outcome, answer, recorded_at)
SELECT c.channel, 'order', c.ref, c.id, c.number, decode(c.fingerprint, 'hex'), c.outcome, c.answer, %(at)s
FROM numbered AS c ORDER BY c.channel, c.ref
ON CONFLICT (channel_id, kind, ref) DO NOTHING
RETURNING order_id::text, number
