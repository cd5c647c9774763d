-- Units leave for good. See ddl/0007_consume.sql for locks, rows and indexes.
SELECT n, units FROM inventory_consume_v1(
    %(owner)s::uuid[], %(line)s::integer[], %(location)s::integer[], %(quantity)s::integer[],
    %(source_ref)s::text, %(actor)s::text, %(at)s::timestamptz)
