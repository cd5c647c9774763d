-- A page of the levels of all SKUs at the places given, after a (sku, location) key.
-- Locks: none. Rows: a page for each place. Index: inventory_level_location.
SELECT v.sku_id, v.location_id, v.on_hand, v.reserved, v.held_back,
       coalesce((SELECT jsonb_object_agg(u.condition, u.quantity) FROM inventory_unsellable AS u
                 WHERE u.sku_id = v.sku_id AND u.location_id = v.location_id AND u.quantity > 0), '{}')
FROM (SELECT DISTINCT k.loc FROM unnest(%(locations)s::integer[]) AS k(loc)) AS p
CROSS JOIN LATERAL (
    SELECT * FROM inventory_level AS i
    WHERE i.location_id = p.loc
      AND i.sku_id >= %(after_sku)s::bigint + (p.loc <= %(after_location)s::integer)::integer
    ORDER BY i.sku_id LIMIT %(limit)s
) AS v
ORDER BY v.sku_id, v.location_id
LIMIT %(limit)s
