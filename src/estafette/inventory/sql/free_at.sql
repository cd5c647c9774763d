-- What is free of SKUs at places: on hand less what is reserved and held back. Locks: none.
-- Rows: one a SKU and place. Index: inventory_level primary key.
SELECT v.sku_id, v.location_id, v.on_hand - v.reserved - v.held_back
FROM inventory_level AS v
WHERE v.sku_id = ANY (%(skus)s::bigint[]) AND v.location_id = ANY (%(locations)s::integer[])
  AND v.on_hand - v.reserved - v.held_back > 0
