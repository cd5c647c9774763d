-- A page of the ledger of one SKU at given places, newest first, before a (recorded, id) key.
-- Locks: none. Index: inventory_movement primary key, one range a place.
SELECT m.id::text, m.location_id, m.condition, m.quantity, m.reason, m.source_kind, m.source_ref, m.actor,
       m.effective_at, m.recorded_at, m.lot_id, m.bin_id, m.owner_id, m.unit_cost
FROM unnest(%(locations)s::integer[]) AS p(loc)
CROSS JOIN LATERAL (
    SELECT * FROM inventory_movement AS i
    WHERE i.sku_id = %(sku)s AND i.location_id = p.loc
      AND (i.recorded_at, i.id) < (%(before)s::timestamptz, %(before_id)s::uuid)
    ORDER BY i.recorded_at DESC, i.id DESC LIMIT %(limit)s
) AS m
ORDER BY m.recorded_at DESC, m.id DESC
LIMIT %(limit)s
