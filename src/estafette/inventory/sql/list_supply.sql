-- A page of the open expected supply after a (sku, due, id) key. Locks: none. Rows: the page.
-- Index: inventory_supply_open.
SELECT y.id::text, y.sku_id, y.location_id, y.source_kind, y.source_ref, y.quantity, y.received, y.pegged, y.due_at
FROM inventory_supply AS y
WHERE y.closed_at IS NULL AND (y.sku_id, y.due_at, y.id) > (%(sku)s::bigint, %(due)s::timestamptz, %(id)s::uuid)
  AND (%(skus)s::bigint[] IS NULL OR y.sku_id = ANY (%(skus)s::bigint[]))
  AND (%(locations)s::integer[] IS NULL OR y.location_id = ANY (%(locations)s::integer[]))
ORDER BY y.sku_id, y.due_at, y.id
LIMIT %(limit)s
