-- Global buffer, demand without a place and cap of many SKUs on one channel.
-- Locks: none. Index: inventory_rule_open, inventory_demand_open.
SELECT s.sku, inventory_channel_rule_v1('global', s.sku, %(channel)s, 0),
       coalesce((SELECT sum(d.quantity) FROM inventory_demand AS d
                 WHERE d.sku_id = s.sku AND d.closed_at IS NULL AND d.supply_id IS NULL
                   AND d.channel_id = ANY (%(peers)s::integer[])), 0)::bigint,
       nullif(inventory_channel_rule_v1('cap', s.sku, %(channel)s, 2000000000), 2000000000)
FROM unnest(%(skus)s::bigint[]) AS s(sku)
