-- Finish a change of orders: next version, status from lines and holds, canceled amount.
-- Locks: the orders, locked before by lock.sql. Rows: one an order. Index: primary keys.
UPDATE orders_order AS o
SET version = o.version + s.steps, status = orders_status_v1(o.id),
    canceled_total = o.canceled_total + coalesce(s.amount, 0)
FROM json_to_recordset(%(changes)s::json) AS s(id uuid, steps integer, amount bigint)
WHERE o.id = s.id
RETURNING o.id::text, o.version, o.status
