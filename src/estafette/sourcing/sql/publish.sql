-- Publish rules as the next version; of two at once the second one finds its version taken and fails.
-- Locks: the new row. Rows: one. Index: primary key.
INSERT INTO sourcing_rule_set (version, body, published_at, published_by)
SELECT coalesce(max(r.version), 0) + 1, %(body)s::jsonb, %(at)s, %(actor)s FROM sourcing_rule_set AS r
RETURNING version
