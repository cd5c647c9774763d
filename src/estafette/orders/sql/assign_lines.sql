-- Give units of lines to places. The guard repeats what was read under the order's lock.
-- Locks: the lines of locked orders. Rows: one a line; one a line, place and day. Index: primary keys.
WITH given AS MATERIALIZED (
    SELECT * FROM json_to_recordset(%(given)s::json)
        AS g(o uuid, line integer, place integer, day date, units integer, decision uuid)
), lines AS (
    UPDATE orders_line AS l SET unassigned = l.unassigned - s.units, assigned = l.assigned + s.units
    FROM (SELECT g.o, g.line, sum(g.units)::integer AS units FROM given AS g GROUP BY g.o, g.line) AS s
    WHERE l.order_id = s.o AND l.line = s.line AND l.unassigned >= s.units
    RETURNING l.order_id, l.line
)
INSERT INTO orders_assignment AS a
    (order_id, line, location_id, day, quantity, decision_id, assigned_at, assigned_by)
SELECT g.o, g.line, g.place, g.day, sum(g.units)::integer, min(g.decision::text)::uuid, %(at)s, %(actor)s
FROM given AS g JOIN lines AS l ON l.order_id = g.o AND l.line = g.line
GROUP BY g.o, g.line, g.place, g.day
ON CONFLICT (order_id, line, location_id, day) DO UPDATE
SET quantity = a.quantity + excluded.quantity, decision_id = excluded.decision_id,
    assigned_at = excluded.assigned_at, assigned_by = excluded.assigned_by
