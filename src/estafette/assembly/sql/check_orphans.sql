-- Identity: every open reservation and demand of an order line has its line. Locks: none. Rows: all open ones.
SELECT 'order ' || b.owner_id || ' line ' || b.owner_line, b.units || ' units held, no such line'
FROM (SELECT owner_id, owner_line, sum(quantity) AS units FROM inventory_reservation
      WHERE closed_at IS NULL AND owner_kind = 'order_line' GROUP BY 1, 2
      UNION ALL
      SELECT owner_id, owner_line, sum(quantity) FROM inventory_demand WHERE closed_at IS NULL GROUP BY 1, 2) AS b
LEFT JOIN orders_line AS l ON l.order_id = b.owner_id AND l.line = b.owner_line
WHERE l.order_id IS NULL
