-- Make the level rows of the places named and lock them, in (sku, location) order.
-- Locks: the level rows. New rows start with what the open rules hold back. Index: primary key.
WITH place AS MATERIALIZED (
    SELECT DISTINCT k.sku, k.loc FROM unnest(%(skus)s::bigint[], %(locations)s::integer[]) AS k(sku, loc)
    ORDER BY k.sku, k.loc
)
INSERT INTO inventory_level (sku_id, location_id, held_back)
SELECT p.sku, p.loc, coalesce((SELECT max(r.quantity) FROM inventory_rule AS r
                               WHERE r.kind IN ('safety', 'place') AND r.closed_at IS NULL
                                 AND (r.sku_id = p.sku OR r.sku_id IS NULL)
                                 AND (r.location_id = p.loc OR r.location_id IS NULL)), 0)
FROM place AS p
WHERE NOT EXISTS (SELECT 1 FROM inventory_level AS v WHERE v.sku_id = p.sku AND v.location_id = p.loc)
ORDER BY p.sku, p.loc
ON CONFLICT (sku_id, location_id) DO NOTHING
