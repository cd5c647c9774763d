-- What the staged rows mean, in key order, so that levels, ledger and their indexes are written from one end to
-- the other. Left out: unknown SKUs and locations, kits, figures that cannot be, what stands in the file twice
-- (the first counts). Locks: none. Rows: one a staged row. Index: none; SKUs and locations are read whole.
INSERT INTO inventory_told (sku_id, location_id, on_hand, as_of, sequence)
SELECT DISTINCT ON (s.id, l.id) s.id, l.id, t.on_hand::integer,
       CASE WHEN %(dated)s THEN t.as_of::timestamptz END, CASE WHEN %(dated)s THEN t.sequence::bigint END
FROM inventory_load AS t
JOIN catalog_sku AS s ON s.code = t.sku
JOIN network_location AS l ON l.code = t.location
WHERE s.kind = 'item' AND (%(places)s::integer[] IS NULL OR l.id = ANY (%(places)s::integer[]))
  AND CASE WHEN t.on_hand ~ '^[0-9]{1,10}$' THEN t.on_hand::bigint <= %(most)s ELSE false END
  AND (NOT %(dated)s OR CASE WHEN pg_input_is_valid(t.as_of, 'timestamptz') AND t.sequence ~ '^[0-9]{1,18}$'
       THEN t.as_of::timestamptz BETWEEN %(oldest)s AND %(newest)s ELSE false END)
ORDER BY s.id, l.id, t.n
