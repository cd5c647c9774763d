-- Identity: on hand is the sum of sellable movements. Locks: none. Rows: all levels and movements.
SELECT 'level ' || coalesce(v.sku_id, m.sku_id) || '/' || coalesce(v.location_id, m.location_id),
       'on_hand ' || coalesce(v.on_hand, 0) || ', movements ' || coalesce(m.units, 0)
FROM inventory_level AS v
FULL JOIN (SELECT sku_id, location_id, sum(quantity) AS units FROM inventory_movement
           WHERE condition = 'sellable' GROUP BY 1, 2) AS m USING (sku_id, location_id)
WHERE coalesce(v.on_hand, 0) <> coalesce(m.units, 0)
