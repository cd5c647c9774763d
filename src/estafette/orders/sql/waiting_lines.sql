-- What waits for a place on locked orders that may go on: a status in this list means that no hold is open.
-- Locks: none of its own. Rows: the lines that wait. Index: primary keys.
SELECT l.order_id::text, l.line, l.sku_id, l.unassigned,
       coalesce((SELECT array_agg(x.location_id) FROM orders_exclusion AS x
                 WHERE x.order_id = l.order_id AND x.line = l.line), '{}'),
       coalesce((SELECT u.units FROM orders_unsourced AS u WHERE u.order_id = l.order_id AND u.line = l.line), 0)
FROM orders_line AS l JOIN orders_order AS o ON o.id = l.order_id
WHERE l.order_id = ANY (%(ids)s::uuid[]) AND l.unassigned > 0
  AND o.status IN ('placed', 'in_progress', 'partially_shipped')
ORDER BY o.placed_at, l.order_id, l.line
