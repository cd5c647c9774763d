-- Identity: what is assigned to a place is reserved there as assigned. Locks: none.
-- Rows: all assignments and all open assigned reservations.
SELECT 'order ' || coalesce(a.order_id, r.owner_id) || ' line ' || coalesce(a.line, r.owner_line),
       'assigned ' || coalesce(a.units, 0) || ', reserved ' || coalesce(r.units, 0) || ' at place '
       || coalesce(a.location_id, r.location_id)
FROM (SELECT order_id, line, location_id, sum(quantity) AS units FROM orders_assignment GROUP BY 1, 2, 3) AS a
FULL JOIN (SELECT owner_id, owner_line, location_id, sum(quantity) AS units FROM inventory_reservation
           WHERE closed_at IS NULL AND state = 'assigned' GROUP BY 1, 2, 3) AS r
  ON r.owner_id = a.order_id AND r.owner_line = a.line AND r.location_id = a.location_id
WHERE a.units IS DISTINCT FROM r.units
