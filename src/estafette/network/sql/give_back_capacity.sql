-- Give back room of places and days; what was never counted, because the place had no limit then, stays at none.
-- Locks: the rows of (place, day), in that order. Rows: one a place and day. Index: network_capacity_use primary key.
WITH back AS MATERIALIZED (
    SELECT u.location_id, u.day, b.orders, b.units
    FROM network_capacity_use AS u
    JOIN json_to_recordset(%(back)s::json) AS b(location integer, day date, orders integer, units integer)
      ON u.location_id = b.location AND u.day = b.day
    ORDER BY u.location_id, u.day FOR NO KEY UPDATE OF u
)
UPDATE network_capacity_use AS u
SET orders = greatest(0, u.orders - b.orders), units = greatest(0, u.units - b.units)
FROM back AS b WHERE u.location_id = b.location_id AND u.day = b.day
