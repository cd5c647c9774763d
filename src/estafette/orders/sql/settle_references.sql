-- Keep the answer of orders that were refused or are short, under references that this transaction has claimed.
-- Locks: those rows. Index: orders_reference primary key.
UPDATE orders_reference AS r
SET order_id = a.id, number = CASE WHEN a.id IS NOT NULL THEN r.number END, outcome = a.outcome,
    answer = a.answer
FROM json_to_recordset(%(answers)s::json) AS a(channel integer, ref text, id uuid, outcome text, answer jsonb)
WHERE r.channel_id = a.channel AND r.kind = 'order' AND r.ref = a.ref
