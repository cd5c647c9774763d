-- Move what owner lines hold to other places. See ddl/0006_relocate.sql for locks, rows and indexes.
SELECT n, units FROM inventory_relocate_v1(
    %(owner)s::uuid[], %(line)s::integer[], %(origin)s::integer[], %(target)s::integer[],
    %(quantity)s::integer[], %(state)s::text, %(actor)s::text)
