-- Identity: the assigned units of a line are those given to places. Locks: none. Rows: all lines and assignments.
SELECT 'order ' || o.number || ' line ' || l.line, 'assigned ' || l.assigned || ', at places ' || coalesce(a.units, 0)
FROM orders_line AS l
JOIN orders_order AS o ON o.id = l.order_id
LEFT JOIN (SELECT order_id, line, sum(quantity) AS units FROM orders_assignment GROUP BY 1, 2) AS a
  ON a.order_id = l.order_id AND a.line = l.line
WHERE l.assigned <> coalesce(a.units, 0)
