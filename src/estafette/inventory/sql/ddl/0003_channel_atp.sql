-- Purpose: ATP of one SKU on one channel now: places clamped, then added up, then global buffer, unassigned
--          demand (of all channels that share a place) and cap.
-- Locks:   none; callers that must be exact hold the SKU's advisory lock.
-- Rows:    the pool's level rows of one SKU. Index: inventory_level primary key.
CREATE FUNCTION inventory_channel_atp_v1(p_sku bigint, p_channel integer, p_pool integer[], p_peers integer[])
RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT greatest(0, least(
        coalesce((SELECT sum(greatest(0, v.on_hand - v.reserved - v.held_back))
                  FROM inventory_level AS v
                  WHERE v.sku_id = p_sku AND v.location_id = ANY (p_pool)), 0)
        - inventory_channel_rule_v1('global', p_sku, p_channel, 0)
        - coalesce((SELECT sum(d.quantity) FROM inventory_demand AS d
                    WHERE d.sku_id = p_sku AND d.closed_at IS NULL AND d.supply_id IS NULL
                      AND d.channel_id = ANY (p_peers)), 0),
        inventory_channel_rule_v1('cap', p_sku, p_channel, 2000000000)))::bigint
$$;
