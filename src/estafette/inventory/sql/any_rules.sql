-- Whether any safety or place rule is open. Locks: none. Rows: at most one. Index: inventory_rule_open.
SELECT EXISTS (SELECT 1 FROM inventory_rule AS r WHERE r.kind IN ('safety', 'place') AND r.closed_at IS NULL)
