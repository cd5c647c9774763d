-- A page of the levels of SKUs, at the places given or (null) at all, after a (sku, location) key.
-- Locks: none. Rows: the levels of the SKUs. Index: primary key.
SELECT v.sku_id, v.location_id, v.on_hand, v.reserved, v.held_back,
       coalesce((SELECT jsonb_object_agg(u.condition, u.quantity) FROM inventory_unsellable AS u
                 WHERE u.sku_id = v.sku_id AND u.location_id = v.location_id AND u.quantity > 0), '{}')
FROM (SELECT DISTINCT k.sku FROM unnest(%(skus)s::bigint[]) AS k(sku)
      WHERE k.sku >= %(after_sku)s::bigint) AS s
CROSS JOIN LATERAL (
    SELECT * FROM inventory_level AS i
    WHERE i.sku_id = s.sku AND (i.sku_id, i.location_id) > (%(after_sku)s::bigint, %(after_location)s::integer)
      AND (%(locations)s::integer[] IS NULL OR i.location_id = ANY (%(locations)s::integer[]))
    ORDER BY i.location_id LIMIT %(limit)s
) AS v
ORDER BY v.sku_id, v.location_id
LIMIT %(limit)s
