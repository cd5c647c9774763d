-- Units that were expected at places by an instant, as known at a moment: the last change of each supply.
-- Locks: none. Rows: the changes of the SKUs' supplies. Index: inventory_supply_change primary key.
SELECT s.sku_id, s.location_id, sum(s.open_quantity)::bigint
FROM (
    SELECT DISTINCT ON (c.sku_id, c.supply_id) c.sku_id, c.location_id, c.open_quantity, c.due_at
    FROM inventory_supply_change AS c
    WHERE c.sku_id = ANY (%(skus)s::bigint[]) AND c.location_id = ANY (%(locations)s::integer[])
      AND CASE WHEN %(visible)s::pg_snapshot IS NULL THEN c.recorded_at <= %(at)s
               ELSE c.recorded_at < %(at)s - interval '1 hour'
                    OR pg_visible_in_snapshot(c.recorded_xid, %(visible)s::pg_snapshot) END
    ORDER BY c.sku_id, c.supply_id, c.id DESC
) AS s
WHERE s.due_at > %(at)s AND s.due_at <= %(until)s AND s.open_quantity > 0
GROUP BY s.sku_id, s.location_id
