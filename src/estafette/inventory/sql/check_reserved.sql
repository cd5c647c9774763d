-- Identity: reserved is the sum of open reservations. Locks: none. Rows: all levels, open reservations.
SELECT 'level ' || coalesce(v.sku_id, r.sku_id) || '/' || coalesce(v.location_id, r.location_id),
       'reserved ' || coalesce(v.reserved, 0) || ', open reservations ' || coalesce(r.units, 0)
FROM inventory_level AS v
FULL JOIN (SELECT sku_id, location_id, sum(quantity) AS units FROM inventory_reservation
           WHERE closed_at IS NULL GROUP BY 1, 2) AS r USING (sku_id, location_id)
WHERE coalesce(v.reserved, 0) <> coalesce(r.units, 0)
