-- Reserve stock for the lines of many groups. See ddl/0004_reserve.sql for locks, rows and indexes.
SELECT group_no, line_no, location, units FROM inventory_reserve_v1(
    %(group)s::integer[], %(line)s::integer[], %(sku)s::bigint[], %(quantity)s::integer[], %(owner)s::uuid[],
    %(channel)s::integer[], %(whole)s::boolean[], %(hint)s::integer[],
    %(pools)s::jsonb, %(peers)s::jsonb,
    %(state)s::text, %(owner_kind)s::text, %(expires)s::timestamptz, %(actor)s::text)
