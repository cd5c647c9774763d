-- Replace rules: the open ones with the same scope close, the new ones open (a null quantity only closes).
-- Locks: the rules. Rows: two a rule. Index: inventory_rule_open.
WITH given AS MATERIALIZED (
    SELECT * FROM json_to_recordset(%(rules)s::json)
        AS g(kind text, sku_id bigint, location_id integer, channel_id integer, quantity integer)
), closed AS (
    UPDATE inventory_rule AS r SET closed_at = clock_timestamp(), closed_xid = pg_current_xact_id()
    FROM given AS g
    WHERE r.closed_at IS NULL AND r.kind = g.kind AND r.sku_id IS NOT DISTINCT FROM g.sku_id
      AND r.location_id IS NOT DISTINCT FROM g.location_id
      AND r.channel_id IS NOT DISTINCT FROM g.channel_id
    RETURNING r.id
)
SELECT count(*) FROM closed
