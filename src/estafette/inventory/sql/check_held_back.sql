-- Identity: what a level holds back is the largest open safety or place rule. Locks: none. Rows: all levels.
SELECT 'level ' || v.sku_id || '/' || v.location_id, 'held_back ' || v.held_back || ', rules ' || x.units
FROM inventory_level AS v
CROSS JOIN LATERAL (
    SELECT coalesce(max(r.quantity), 0) AS units FROM inventory_rule AS r
    WHERE r.kind IN ('safety', 'place') AND r.closed_at IS NULL
      AND (r.sku_id = v.sku_id OR r.sku_id IS NULL)
      AND (r.location_id = v.location_id OR r.location_id IS NULL)) AS x
WHERE v.held_back <> x.units
