-- Move what owner lines hold to other places. See ddl/0008_relocate.sql for locks, rows and indexes.
SELECT n, units FROM inventory_relocate_v2(
    %(owner)s::uuid[], %(line)s::integer[], %(origin)s::integer[], %(target)s::integer[],
    %(quantity)s::integer[], %(was)s::text, %(state)s::text, %(actor)s::text)
