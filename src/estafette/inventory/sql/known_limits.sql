-- Global buffer, demand without a place and cap of one SKU on one channel, as known at an instant.
-- Locks: none. Index: inventory_rule_sku, inventory_demand_opened.
WITH open_rule AS MATERIALIZED (
    SELECT g.* FROM inventory_rule AS g
    WHERE g.kind IN ('global', 'cap') AND (g.sku_id = %(sku)s OR g.sku_id IS NULL)
      AND (g.channel_id = %(channel)s OR g.channel_id IS NULL)
      AND CASE WHEN %(visible)s::pg_snapshot IS NULL
               THEN g.opened_at <= %(at)s AND (g.closed_at IS NULL OR g.closed_at > %(at)s)
               ELSE pg_visible_in_snapshot(g.opened_xid, %(visible)s::pg_snapshot)
                    AND (g.closed_xid IS NULL
                         OR NOT pg_visible_in_snapshot(g.closed_xid, %(visible)s::pg_snapshot)) END
)
SELECT coalesce((SELECT quantity FROM open_rule WHERE kind = 'global'
                 ORDER BY (sku_id IS NULL), (channel_id IS NULL) LIMIT 1), 0),
       coalesce((SELECT sum(d.quantity) FROM inventory_demand AS d
                 WHERE d.sku_id = %(sku)s AND d.supply_id IS NULL
                   AND d.channel_id = ANY (%(peers)s::integer[])
                   AND CASE WHEN %(visible)s::pg_snapshot IS NULL
                            THEN d.opened_at <= %(at)s AND (d.closed_at IS NULL OR d.closed_at > %(at)s)
                            ELSE pg_visible_in_snapshot(d.opened_xid, %(visible)s::pg_snapshot)
                                 AND (d.closed_xid IS NULL
                                      OR NOT pg_visible_in_snapshot(d.closed_xid, %(visible)s::pg_snapshot)) END
                 ), 0)::bigint,
       (SELECT quantity FROM open_rule WHERE kind = 'cap' ORDER BY (sku_id IS NULL) LIMIT 1)
