-- Open rules whose predecessors set_rules.sql has closed.
-- Locks: none beyond the new rows. Index: inventory_rule_open refuses a double one.
INSERT INTO inventory_rule (kind, sku_id, location_id, channel_id, quantity, actor)
SELECT g.kind, g.sku_id, g.location_id, g.channel_id, g.quantity, %(actor)s
FROM json_to_recordset(%(rules)s::json)
    AS g(kind text, sku_id bigint, location_id integer, channel_id integer, quantity integer)
WHERE g.quantity IS NOT NULL
