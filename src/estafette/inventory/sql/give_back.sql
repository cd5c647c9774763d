-- Give up what owner lines hold. See ddl/0005_give_back.sql for locks, rows and indexes.
SELECT n, sku, location, units FROM inventory_give_back_v1(
    %(owner)s::uuid[], %(line)s::integer[], %(quantity)s::integer[], %(state)s::text, %(actor)s::text)
