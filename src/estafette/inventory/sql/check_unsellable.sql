-- Identity: unsellable stock is the sum of its movements, by condition. Locks: none. Rows: all of them.
SELECT 'unsellable ' || coalesce(u.sku_id, m.sku_id) || '/' || coalesce(u.location_id, m.location_id) || '/'
       || coalesce(u.condition, m.condition),
       'quantity ' || coalesce(u.quantity, 0) || ', movements ' || coalesce(m.units, 0)
FROM inventory_unsellable AS u
FULL JOIN (SELECT sku_id, location_id, condition, sum(quantity) AS units FROM inventory_movement
           WHERE condition <> 'sellable' GROUP BY 1, 2, 3) AS m USING (sku_id, location_id, condition)
WHERE coalesce(u.quantity, 0) <> coalesce(m.units, 0)
