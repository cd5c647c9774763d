-- Read the level and unsellable rows of the places named under lock, in (sku, location) order.
-- Locks: level rows FOR NO KEY UPDATE. Index: primary keys.
SELECT v.sku_id, v.location_id, v.on_hand, v.reserved,
       coalesce((SELECT jsonb_object_agg(u.condition, u.quantity) FROM inventory_unsellable AS u
                 WHERE u.sku_id = v.sku_id AND u.location_id = v.location_id), '{}')
FROM inventory_level AS v
JOIN (SELECT DISTINCT k.sku, k.loc
      FROM unnest(%(skus)s::bigint[], %(locations)s::integer[]) AS k(sku, loc)) AS p
  ON v.sku_id = p.sku AND v.location_id = p.loc
ORDER BY v.sku_id, v.location_id
FOR NO KEY UPDATE OF v
