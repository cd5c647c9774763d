-- A page of all levels after a (sku, location) key. Locks: none. Rows: the page. Index: primary key.
SELECT v.sku_id, v.location_id, v.on_hand, v.reserved, v.held_back,
       coalesce((SELECT jsonb_object_agg(u.condition, u.quantity) FROM inventory_unsellable AS u
                 WHERE u.sku_id = v.sku_id AND u.location_id = v.location_id AND u.quantity > 0), '{}')
FROM inventory_level AS v
WHERE (v.sku_id, v.location_id) > (%(after_sku)s::bigint, %(after_location)s::integer)
ORDER BY v.sku_id, v.location_id
LIMIT %(limit)s
