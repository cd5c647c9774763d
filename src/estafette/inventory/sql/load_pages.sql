-- How much there is to merge: rows, and pages of the table in which they lie in key order.
-- Locks: none. Rows: all of this session's own table. Index: none.
SELECT count(*), pg_relation_size('inventory_told') / current_setting('block_size')::integer FROM inventory_told
