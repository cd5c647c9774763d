-- Lock supply by its source before it is received, in key order. A statement of its own: those after it see the
-- demand that others have pegged to it until now, and nobody pegs more.
-- Locks: the supply rows. Rows: those named. Index: inventory_supply_source.
SELECT y.id::text FROM inventory_supply AS y
JOIN json_to_recordset(%(rows)s::json)
    AS g(sku_id bigint, location_id integer, source_kind text, source_ref text)
  USING (sku_id, location_id, source_kind, source_ref)
ORDER BY y.sku_id, y.id FOR UPDATE OF y
