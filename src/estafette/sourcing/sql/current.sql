-- The rules that hold. Locks: none. Rows: one. Index: primary key.
SELECT r.version, r.body::text FROM sourcing_rule_set AS r ORDER BY r.version DESC LIMIT 1
