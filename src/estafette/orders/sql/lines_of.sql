-- The lines of orders that lock.sql has locked. Locks: none of its own. Index: orders_line primary key.
SELECT l.order_id::text, l.line, l.parent_line, l.sku_id, l.sku, l.ordered, l.canceled, l.backordered,
       l.unassigned, l.assigned, l.picked, l.packed, l.shipped, l.delivered, l.return_expected,
       l.return_received, l.amount, l.discount, l.tax, o.prices_include_tax, l.canceled_amount
FROM orders_line AS l JOIN orders_order AS o ON o.id = l.order_id
WHERE l.order_id = ANY (%(ids)s::uuid[]) ORDER BY l.order_id, l.line
