-- Where the units of owners are reserved, by state. Locks: none. Rows: the open reservations of the owners.
-- Index: inventory_reservation_owner.
SELECT r.owner_id::text, r.owner_line, r.location_id, sum(r.quantity)::integer
FROM inventory_reservation AS r
WHERE r.owner_id = ANY (%(owners)s::uuid[]) AND r.closed_at IS NULL AND r.state = %(state)s
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
