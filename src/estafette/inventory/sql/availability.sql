-- ATP now of many SKUs on one channel: places clamped, added up, then global buffer, demand and cap.
-- Locks: none. Rows: the pool's level rows of the SKUs. Index: inventory_level primary key.
SELECT s.sku,
       greatest(0, least(coalesce(p.units, 0)
                         - inventory_channel_rule_v1('global', s.sku, %(channel)s, 0)
                         - coalesce((SELECT sum(d.quantity) FROM inventory_demand AS d
                                     WHERE d.sku_id = s.sku AND d.closed_at IS NULL AND d.supply_id IS NULL
                                       AND d.channel_id = ANY (%(peers)s::integer[])), 0),
                         inventory_channel_rule_v1('cap', s.sku, %(channel)s, 2000000000)))::bigint
FROM unnest(%(skus)s::bigint[]) AS s(sku)
LEFT JOIN LATERAL (
    SELECT sum(greatest(0, v.on_hand - v.reserved - v.held_back)) AS units FROM inventory_level AS v
    WHERE v.sku_id = s.sku AND v.location_id = ANY (%(pool)s::integer[])
) AS p ON true
