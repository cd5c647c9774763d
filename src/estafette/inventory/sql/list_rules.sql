-- A page of the open rules after an id, those that bind the places and channels given (null: all of them).
-- Locks: none. Rows: the open rules. Index: inventory_rule_open.
SELECT r.id::text, r.kind, r.sku_id, r.location_id, r.channel_id, r.quantity, r.actor, r.opened_at
FROM inventory_rule AS r
WHERE r.closed_at IS NULL AND r.id > %(after)s::uuid
  AND (%(kind)s::text IS NULL OR r.kind = %(kind)s::text)
  AND (%(skus)s::bigint[] IS NULL OR r.sku_id = ANY (%(skus)s::bigint[]))
  AND (%(locations)s::integer[] IS NULL OR r.location_id IS NULL OR r.location_id = ANY (%(locations)s::integer[]))
  AND (%(channels)s::integer[] IS NULL OR r.channel_id IS NULL OR r.channel_id = ANY (%(channels)s::integer[]))
ORDER BY r.id
LIMIT %(limit)s
