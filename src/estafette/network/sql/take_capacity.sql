-- Take room at places with a limit, each wish whole or not at all; the wishes granted are answered.
-- Locks: the rows of (place, day), in that order. Rows: one a place and day. Index: network_capacity_use primary key.
INSERT INTO network_capacity_use AS u (location_id, day, orders, units)
SELECT w.location, w.day, w.orders, w.units
FROM (SELECT * FROM json_to_recordset(%(wishes)s::json)
          AS j(location integer, day date, orders integer, units integer)
      ORDER BY j.location, j.day) AS w
JOIN network_location AS l ON l.id = w.location
WHERE w.orders <= coalesce(l.orders_per_day, w.orders) AND w.units <= coalesce(l.units_per_day, w.units)
ON CONFLICT (location_id, day) DO UPDATE
SET orders = u.orders + excluded.orders, units = u.units + excluded.units
WHERE u.orders + excluded.orders <= coalesce(
        (SELECT x.orders_per_day FROM network_location AS x WHERE x.id = u.location_id), 2147483647)
  AND u.units + excluded.units <= coalesce(
        (SELECT x.units_per_day FROM network_location AS x WHERE x.id = u.location_id), 2147483647)
RETURNING u.location_id, u.day
