-- Identity: what waits on a line is reserved at places or owed: unassigned + backordered + assigned + picked +
-- packed = open reservations + open demand. Lines of unknown articles have neither.
-- Locks: none. Rows: all lines, open reservations and demand. Index: none.
SELECT 'order ' || o.number || ' line ' || l.line,
       'waiting ' || (l.backordered + l.unassigned + l.assigned + l.picked + l.packed) || ', held '
       || coalesce(h.units, 0)
FROM orders_line AS l
JOIN orders_order AS o ON o.id = l.order_id
LEFT JOIN (
    SELECT owner_id, owner_line, sum(quantity) AS units FROM (
        SELECT owner_id, owner_line, quantity FROM inventory_reservation
        WHERE closed_at IS NULL AND owner_kind = 'order_line'
        UNION ALL SELECT owner_id, owner_line, quantity FROM inventory_demand WHERE closed_at IS NULL
    ) AS b GROUP BY 1, 2) AS h ON h.owner_id = l.order_id AND h.owner_line = l.line
WHERE l.sku_id IS NOT NULL
  AND l.backordered + l.unassigned + l.assigned + l.picked + l.packed <> coalesce(h.units, 0)
