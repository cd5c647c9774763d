-- Identity: the status kept is the status derived from lines and holds. Locks: none. Rows: all orders.
SELECT 'order ' || o.number, 'status ' || o.status || ', derived ' || orders_status_v1(o.id)
FROM orders_order AS o WHERE o.status <> orders_status_v1(o.id)
