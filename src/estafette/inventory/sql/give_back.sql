-- Give up what owner lines hold. See ddl/0009_give_back.sql for locks, rows and indexes.
SELECT n, sku, location, units FROM inventory_give_back_v2(
    %(owner)s::uuid[], %(line)s::integer[], %(place)s::integer[], %(quantity)s::integer[], %(state)s::text, %(actor)s::text)
