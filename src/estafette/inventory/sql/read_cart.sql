-- What carts and quotes hold now, by line. Locks: none. Rows: the open reservations of the carts.
-- Index: inventory_reservation_owner.
SELECT r.owner_line, r.sku_id, r.location_id, r.quantity, r.state, r.channel_id, r.expires_at
FROM inventory_reservation AS r
WHERE r.owner_id = %(owner)s::uuid AND r.closed_at IS NULL AND r.owner_kind IN ('cart', 'quote')
ORDER BY r.owner_line, r.sku_id, r.location_id
