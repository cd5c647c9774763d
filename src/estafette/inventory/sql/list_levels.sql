-- A page of levels after a (sku, location) key, filtered by SKUs and places.
-- Locks: none. Index: primary key, or inventory_level_location for one place.
SELECT v.sku_id, v.location_id, v.on_hand, v.reserved, v.held_back,
       coalesce((SELECT jsonb_object_agg(u.condition, u.quantity) FROM inventory_unsellable AS u
                 WHERE u.sku_id = v.sku_id AND u.location_id = v.location_id AND u.quantity > 0), '{}')
FROM inventory_level AS v
WHERE (v.sku_id, v.location_id) > (%(after_sku)s::bigint, %(after_location)s::integer)
  AND (%(skus)s::bigint[] IS NULL OR v.sku_id = ANY (%(skus)s::bigint[]))
  AND (%(locations)s::integer[] IS NULL OR v.location_id = ANY (%(locations)s::integer[]))
ORDER BY v.sku_id, v.location_id
LIMIT %(limit)s
