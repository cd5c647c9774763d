-- Close the open reservations of carts or quotes, whole, and give their units back to the levels.
-- Locks: the reservations in (sku, id) order, then level rows in (sku, location) order.
-- Whoever closes a row first (checkout, expiry, the shopper) wins; the others find it closed.
-- Index: inventory_reservation_owner.
WITH held AS MATERIALIZED (
    SELECT r.sku_id, r.location_id, r.opened_at, r.id FROM inventory_reservation AS r
    WHERE r.owner_id = ANY (%(owners)s::uuid[]) AND r.closed_at IS NULL AND r.owner_kind IN ('cart', 'quote')
    ORDER BY r.sku_id, r.id FOR UPDATE
), closed AS (
    UPDATE inventory_reservation AS r
    SET state = %(state)s, closed_at = clock_timestamp(), closed_xid = pg_current_xact_id()
    FROM held
    WHERE (r.sku_id, r.location_id, r.opened_at, r.id) = (held.sku_id, held.location_id, held.opened_at, held.id)
      AND r.closed_at IS NULL
    RETURNING r.sku_id, r.location_id, r.owner_id, r.quantity
), total AS MATERIALIZED (
    SELECT c.sku_id, c.location_id, sum(c.quantity)::integer AS units FROM closed AS c GROUP BY 1, 2
), locked AS MATERIALIZED (
    SELECT v.sku_id, v.location_id, t.units FROM inventory_level AS v
    JOIN total AS t USING (sku_id, location_id)
    ORDER BY v.sku_id, v.location_id FOR NO KEY UPDATE OF v
), back AS (
    UPDATE inventory_level AS v SET reserved = v.reserved - l.units
    FROM locked AS l WHERE v.sku_id = l.sku_id AND v.location_id = l.location_id
), touched AS (
    INSERT INTO inventory_touch (sku_ids)
    SELECT array_agg(DISTINCT t.sku_id) FROM total AS t HAVING count(*) > 0
)
SELECT c.owner_id::text, c.sku_id, c.location_id, c.quantity FROM closed AS c
