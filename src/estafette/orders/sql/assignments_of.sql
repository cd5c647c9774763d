-- Where the assigned units of locked orders are. Locks: none of its own. Rows: those of the orders.
-- Index: orders_assignment primary key.
SELECT a.order_id::text, a.line, a.location_id, a.day, a.quantity FROM orders_assignment AS a
WHERE a.order_id = ANY (%(ids)s::uuid[]) ORDER BY a.order_id, a.line, a.quantity, a.location_id, a.day
