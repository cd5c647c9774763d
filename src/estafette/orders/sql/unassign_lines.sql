-- Units of lines wait for a place again, and places are ruled out for them.
-- Locks: the lines of locked orders. Rows: one a line; one a line and place. Index: primary keys.
WITH given AS MATERIALIZED (
    SELECT * FROM json_to_recordset(%(given)s::json) AS g(o uuid, line integer, place integer, units integer,
                                                          reason text)
), ruled_out AS (
    INSERT INTO orders_exclusion (order_id, line, location_id, reason, excluded_at, excluded_by)
    SELECT g.o, g.line, g.place, g.reason, %(at)s, %(actor)s FROM given AS g
    ON CONFLICT (order_id, line, location_id) DO NOTHING
)
UPDATE orders_line AS l SET unassigned = l.unassigned + s.units, assigned = l.assigned - s.units
FROM (SELECT g.o, g.line, sum(g.units)::integer AS units FROM given AS g GROUP BY g.o, g.line) AS s
WHERE l.order_id = s.o AND l.line = s.line AND l.assigned >= s.units
