-- Everything that a channel's figure is made of, place by place, with supply due by an instant. A place that has
-- had no unit yet, and expects some, holds back what the rules say.
-- Locks: none. Rows: the pool's level and supply rows of the SKUs. Index: primary keys, inventory_supply_open,
-- inventory_rule_open.
SELECT s.sku, e.loc, coalesce(v.on_hand, 0), coalesce(v.reserved, 0),
       CASE WHEN v.sku_id IS NOT NULL THEN v.held_back
            ELSE coalesce((SELECT max(r.quantity) FROM inventory_rule AS r
                           WHERE r.kind IN ('safety', 'place') AND r.closed_at IS NULL
                             AND (r.sku_id = s.sku OR r.sku_id IS NULL)
                             AND (r.location_id = e.loc OR r.location_id IS NULL)), 0) END,
       coalesce(y.units, 0)::bigint
FROM unnest(%(skus)s::bigint[]) AS s(sku)
CROSS JOIN unnest(%(pool)s::integer[]) WITH ORDINALITY AS e(loc, ord)
LEFT JOIN inventory_level AS v ON v.sku_id = s.sku AND v.location_id = e.loc
LEFT JOIN LATERAL (
    SELECT sum(greatest(0, q.quantity - q.received - q.pegged)) AS units FROM inventory_supply AS q
    WHERE q.sku_id = s.sku AND q.location_id = e.loc AND q.closed_at IS NULL
      AND q.due_at > %(at)s AND q.due_at <= %(until)s
) AS y ON %(until)s > %(at)s
WHERE v.sku_id IS NOT NULL OR y.units > 0
ORDER BY s.sku, e.ord
