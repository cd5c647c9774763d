-- Claim (channel, reference) for new orders; those that exist already are left out of the answer.
-- Locks: the new keys, in (channel, reference) order; waits for a twin that is being placed just now.
-- Rows: one an order. Index: orders_reference primary key.
INSERT INTO orders_reference (channel_id, kind, ref, order_id, number, fingerprint, outcome, answer, recorded_at)
SELECT c.channel, 'order', c.ref, c.id, nextval('orders_number'), decode(c.fingerprint, 'hex'), c.outcome, c.answer,
       %(at)s
FROM (SELECT * FROM json_to_recordset(%(claims)s::json)
          AS j(channel integer, ref text, id uuid, fingerprint text, outcome text, answer jsonb)
      ORDER BY j.channel, j.ref) AS c
ON CONFLICT (channel_id, kind, ref) DO NOTHING
RETURNING order_id::text, number
