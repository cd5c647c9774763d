-- Places with their local day and the room that they have left on it. Locks: none. Rows: one a place.
-- Index: network_location and network_capacity_use primary keys.
SELECT l.id, l.code, l.kind, l.active, l.ships, l.country, d.day,
       greatest(0, l.orders_per_day - coalesce(u.orders, 0)), greatest(0, l.units_per_day - coalesce(u.units, 0)),
       l.orders_per_day IS NULL, l.units_per_day IS NULL
FROM network_location AS l
CROSS JOIN LATERAL (SELECT (%(at)s::timestamptz AT TIME ZONE l.time_zone)::date AS day) AS d
LEFT JOIN network_capacity_use AS u ON u.location_id = l.id AND u.day = d.day
WHERE l.id = ANY (%(ids)s::integer[])
ORDER BY l.id
