-- Purpose: the open global buffer or cap for one SKU on one channel; the most specific rule wins (SKU and
--          channel, then SKU, then channel, then everything), else the given default.
-- Locks:   none. Rows: at most four. Index: inventory_rule_open.
CREATE FUNCTION inventory_channel_rule_v1(p_kind text, p_sku bigint, p_channel integer, p_default bigint)
RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT coalesce(
        (SELECT r.quantity::bigint FROM inventory_rule AS r
         WHERE r.kind = p_kind AND r.closed_at IS NULL
           AND (r.sku_id = p_sku OR r.sku_id IS NULL) AND (r.channel_id = p_channel OR r.channel_id IS NULL)
         ORDER BY (r.sku_id IS NULL), (r.channel_id IS NULL) LIMIT 1),
        p_default)
$$;
