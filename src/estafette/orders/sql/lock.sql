-- Lock orders before they are changed, in id order, and read what every change needs.
-- Locks: the orders FOR NO KEY UPDATE. Rows: one an order. Index: orders_order primary key.
SELECT o.id::text, o.number, o.channel_id, o.version, o.status
FROM orders_order AS o WHERE o.id = ANY (%(ids)s::uuid[])
ORDER BY o.id FOR NO KEY UPDATE
