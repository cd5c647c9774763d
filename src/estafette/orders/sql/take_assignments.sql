-- Take units of locked orders away from their places.
-- Locks: the rows of locked orders. Rows: one a line, place and day. Index: orders_assignment primary key.
WITH taken AS MATERIALIZED (
    SELECT * FROM json_to_recordset(%(taken)s::json)
        AS t(o uuid, line integer, place integer, day date, units integer)
), gone AS (
    DELETE FROM orders_assignment AS a USING taken AS t
    WHERE a.order_id = t.o AND a.line = t.line AND a.location_id = t.place AND a.day = t.day
      AND a.quantity = t.units
    RETURNING 1
), fewer AS (
    UPDATE orders_assignment AS a SET quantity = a.quantity - t.units FROM taken AS t
    WHERE a.order_id = t.o AND a.line = t.line AND a.location_id = t.place AND a.day = t.day
      AND a.quantity > t.units
    RETURNING 1
)
SELECT (SELECT count(*) FROM gone) + (SELECT count(*) FROM fewer)
