-- Bring what levels hold back in line with the open rules, for the SKUs and places that changed rules name
-- (null names all). Locks: level rows in (sku, location) order. Rows: the levels named; all of them only for a
-- rule that names neither. Index: primary key, inventory_level_location, inventory_rule_open.
WITH scope AS MATERIALIZED (
    SELECT DISTINCT g.sku_id, g.location_id FROM json_to_recordset(%(rules)s::json)
        AS g(kind text, sku_id bigint, location_id integer) WHERE g.kind IN ('safety', 'place')
), named AS MATERIALIZED (
    SELECT v.sku_id, v.location_id FROM scope AS s
    JOIN inventory_level AS v ON v.sku_id = s.sku_id AND v.location_id = s.location_id
    UNION
    SELECT v.sku_id, v.location_id FROM scope AS s JOIN inventory_level AS v ON v.sku_id = s.sku_id
    WHERE s.location_id IS NULL
    UNION
    SELECT v.sku_id, v.location_id FROM scope AS s JOIN inventory_level AS v ON v.location_id = s.location_id
    WHERE s.sku_id IS NULL
    UNION
    SELECT v.sku_id, v.location_id FROM inventory_level AS v
    WHERE EXISTS (SELECT 1 FROM scope AS s WHERE s.sku_id IS NULL AND s.location_id IS NULL)
), wide AS MATERIALIZED (
    SELECT r.location_id, max(r.quantity) AS units FROM inventory_rule AS r
    WHERE r.kind IN ('safety', 'place') AND r.closed_at IS NULL AND r.sku_id IS NULL GROUP BY 1
), due AS MATERIALIZED (
    SELECT v.sku_id, v.location_id,
           greatest(0, (SELECT max(w.units) FROM wide AS w
                        WHERE w.location_id = v.location_id OR w.location_id IS NULL),
                       (SELECT max(r.quantity) FROM inventory_rule AS r
                        WHERE r.kind IN ('safety', 'place') AND r.closed_at IS NULL AND r.sku_id = v.sku_id
                          AND (r.location_id = v.location_id OR r.location_id IS NULL))) AS units
    FROM inventory_level AS v JOIN named AS n USING (sku_id, location_id)
    ORDER BY v.sku_id, v.location_id FOR NO KEY UPDATE OF v
), changed AS (
    UPDATE inventory_level AS v SET held_back = d.units FROM due AS d
    WHERE v.sku_id = d.sku_id AND v.location_id = d.location_id AND v.held_back <> d.units
    RETURNING v.sku_id
), moved AS (
    SELECT sku_id FROM changed UNION
    SELECT g.sku_id FROM json_to_recordset(%(rules)s::json) AS g(kind text, sku_id bigint)
    WHERE g.sku_id IS NOT NULL
), touched AS (
    INSERT INTO inventory_touch (sku_ids)
    SELECT CASE WHEN %(everything)s THEN '{0}' ELSE array_agg(sku_id) END FROM moved
    HAVING count(*) > 0 OR %(everything)s
)
SELECT count(*) FROM changed
