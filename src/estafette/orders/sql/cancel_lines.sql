-- Take canceled units out of what waits. The guard repeats what was checked under the order's lock.
-- Locks: the lines of locked orders. Rows: one a line. Index: orders_line primary key.
UPDATE orders_line AS l
SET canceled = l.canceled + c.units, backordered = l.backordered - c.backordered,
    unassigned = l.unassigned - c.unassigned, assigned = l.assigned - c.assigned,
    canceled_amount = c.amount
FROM json_to_recordset(%(lines)s::json)
    AS c(o uuid, line integer, units integer, backordered integer, unassigned integer, assigned integer,
         amount bigint)
WHERE l.order_id = c.o AND l.line = c.line AND l.backordered >= c.backordered
  AND l.unassigned >= c.unassigned AND l.assigned >= c.assigned
