-- The staged rows that mean nothing, and why: the first reason that applies, at most so many rows.
-- Locks: none. Rows: one a staged row. Index: none; SKUs and locations are read whole.
SELECT f.n, f.why, f.sku, f.location, f.on_hand, f.as_of, count(*) OVER ()
FROM (
    SELECT t.n, t.sku, t.location, t.on_hand, t.as_of,
           CASE WHEN s.id IS NULL THEN 'sku'
                WHEN s.kind <> 'item' THEN 'kit'
                WHEN l.id IS NULL THEN 'location'
                WHEN l.id <> ALL (%(places)s::integer[]) THEN 'limits'
                WHEN t.on_hand IS NULL OR t.on_hand !~ '^[0-9]{1,10}$' THEN 'on_hand'
                WHEN t.on_hand::bigint > %(most)s THEN 'on_hand'
                WHEN %(dated)s AND (t.sequence IS NULL OR t.sequence !~ '^[0-9]{1,18}$') THEN 'sequence'
                WHEN %(dated)s AND (t.as_of IS NULL OR NOT pg_input_is_valid(t.as_of, 'timestamptz')) THEN 'as_of'
                WHEN %(dated)s AND t.as_of::timestamptz NOT BETWEEN %(oldest)s AND %(newest)s THEN 'as_of'
                WHEN row_number() OVER (PARTITION BY s.id, l.id ORDER BY t.n) > 1 THEN 'twice' END AS why
    FROM inventory_load AS t
    LEFT JOIN catalog_sku AS s ON s.code = t.sku
    LEFT JOIN network_location AS l ON l.code = t.location
) AS f
WHERE f.why IS NOT NULL
ORDER BY f.n
LIMIT %(limit)s
