-- Identity: every line has its order, and every order has a line. Locks: none. Rows: all orders and lines.
SELECT 'order ' || coalesce(o.number::text, l.order_id::text), CASE WHEN o.id IS NULL THEN 'lines without an order'
       ELSE 'no lines' END
FROM orders_order AS o FULL JOIN (SELECT DISTINCT order_id FROM orders_line) AS l ON l.order_id = o.id
WHERE o.id IS NULL OR (l.order_id IS NULL AND NOT EXISTS (
    SELECT 1 FROM orders_hold AS h WHERE h.order_id = o.id AND h.kind = 'content'))
