-- What a part will meet: whether any safety or place rule is open, and whether any level exists from its first key
-- to its last SKU. Locks: none. Rows: one of rules and levels at most, the part.
-- Index: inventory_rule_open, inventory_level primary key.
SELECT EXISTS (SELECT 1 FROM inventory_rule AS r WHERE r.kind IN ('safety', 'place') AND r.closed_at IS NULL),
       EXISTS (SELECT 1 FROM inventory_level AS v
               WHERE (v.sku_id, v.location_id) >= (f.sku_id, f.location_id)
                 AND v.sku_id <= (SELECT max(t.sku_id) FROM inventory_told AS t
                                  WHERE t.ctid >= %(first)s::tid AND t.ctid < %(after)s::tid))
FROM inventory_told AS f WHERE f.ctid >= %(first)s::tid AND f.ctid < %(after)s::tid LIMIT 1
