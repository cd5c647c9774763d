-- Identity: stock, lines and orders name SKUs, places and channels that exist; their columns carry no constraint,
-- because its check would lock the SKU's row at every sale. Locks: none. Rows: all levels, lines and orders.
SELECT 'level ' || v.sku_id || '/' || v.location_id, 'no such SKU or place' FROM inventory_level AS v
WHERE NOT EXISTS (SELECT 1 FROM catalog_sku AS s WHERE s.id = v.sku_id)
   OR NOT EXISTS (SELECT 1 FROM network_location AS l WHERE l.id = v.location_id)
UNION ALL
SELECT 'order ' || o.number || ' line ' || l.line, 'no such SKU' FROM orders_line AS l
JOIN orders_order AS o ON o.id = l.order_id
WHERE l.sku_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM catalog_sku AS s WHERE s.id = l.sku_id)
UNION ALL
SELECT 'order ' || o.number, 'no such channel' FROM orders_order AS o
WHERE NOT EXISTS (SELECT 1 FROM network_channel AS c WHERE c.id = o.channel_id)
