-- Close reservations whose time is over and give their units back, at most a batch at once.
-- Locks: the reservations (those that somebody else is closing are left to them), then level rows in
-- (sku, location) order. Index: inventory_reservation_expiring.
WITH due AS MATERIALIZED (
    SELECT r.sku_id, r.location_id, r.opened_at, r.id FROM inventory_reservation AS r
    WHERE r.closed_at IS NULL AND r.expires_at <= %(at)s
    ORDER BY r.expires_at LIMIT %(batch)s FOR UPDATE SKIP LOCKED
), closed AS (
    UPDATE inventory_reservation AS r
    SET state = 'expired', closed_at = clock_timestamp(), closed_xid = pg_current_xact_id()
    FROM due
    WHERE (r.sku_id, r.location_id, r.opened_at, r.id) = (due.sku_id, due.location_id, due.opened_at, due.id)
      AND r.closed_at IS NULL AND r.expires_at <= %(at)s
    RETURNING r.sku_id, r.location_id, r.quantity
), total AS MATERIALIZED (
    SELECT c.sku_id, c.location_id, sum(c.quantity)::integer AS units, count(*) AS rows
    FROM closed AS c GROUP BY 1, 2
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
SELECT coalesce(sum(t.rows), 0)::integer, coalesce(sum(t.units), 0)::integer FROM total AS t
