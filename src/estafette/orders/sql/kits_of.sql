-- The kits of orders. Locks: none. Index: orders_kit primary key.
SELECT k.order_id::text, k.line, k.quantity FROM orders_kit AS k
WHERE k.order_id = ANY (%(ids)s::uuid[]) ORDER BY k.order_id, k.line
