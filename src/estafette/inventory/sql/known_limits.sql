-- Global buffer, demand without a place and cap of SKUs on one channel, as known at an instant.
-- Locks: none. Rows: the rules and the demand of the SKUs. Index: inventory_rule_sku, inventory_demand_opened.
WITH open_rule AS MATERIALIZED (
    SELECT g.kind, g.sku_id, g.channel_id, g.quantity FROM inventory_rule AS g
    WHERE g.kind IN ('global', 'cap') AND (g.sku_id = ANY (%(skus)s::bigint[]) OR g.sku_id IS NULL)
      AND (g.channel_id = %(channel)s OR g.channel_id IS NULL)
      AND CASE WHEN %(visible)s::pg_snapshot IS NULL
               THEN g.opened_at <= %(at)s AND (g.closed_at IS NULL OR g.closed_at > %(at)s)
               ELSE (g.opened_at < %(at)s - interval '1 hour'
                     OR pg_visible_in_snapshot(g.opened_xid, %(visible)s::pg_snapshot))
                    AND (g.closed_xid IS NULL
                         OR NOT (g.closed_at < %(at)s - interval '1 hour'
                                 OR pg_visible_in_snapshot(g.closed_xid, %(visible)s::pg_snapshot))) END
)
SELECT k.sku,
       coalesce((SELECT o.quantity FROM open_rule AS o WHERE o.kind = 'global'
                   AND (o.sku_id = k.sku OR o.sku_id IS NULL)
                 ORDER BY (o.sku_id IS NULL), (o.channel_id IS NULL) LIMIT 1), 0),
       coalesce((SELECT sum(d.quantity) FROM inventory_demand AS d
                 WHERE d.sku_id = k.sku AND d.supply_id IS NULL
                   AND d.channel_id = ANY (%(peers)s::integer[])
                   AND CASE WHEN %(visible)s::pg_snapshot IS NULL
                            THEN d.opened_at <= %(at)s AND (d.closed_at IS NULL OR d.closed_at > %(at)s)
                            ELSE (d.opened_at < %(at)s - interval '1 hour'
                                  OR pg_visible_in_snapshot(d.opened_xid, %(visible)s::pg_snapshot))
                                 AND (d.closed_xid IS NULL
                                      OR NOT (d.closed_at < %(at)s - interval '1 hour'
                                              OR pg_visible_in_snapshot(d.closed_xid,
                                                                        %(visible)s::pg_snapshot))) END
                 ), 0)::bigint,
       (SELECT o.quantity FROM open_rule AS o WHERE o.kind = 'cap' AND (o.sku_id = k.sku OR o.sku_id IS NULL)
        ORDER BY (o.sku_id IS NULL) LIMIT 1)
FROM unnest(%(skus)s::bigint[]) AS k(sku)
