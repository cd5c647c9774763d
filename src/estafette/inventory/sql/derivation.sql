-- Everything that a channel's figure is made of, place by place, with supply due by an instant.
-- Locks: none. Rows: the pool's level and supply rows of the SKUs. Index: primary keys, inventory_supply_open.
SELECT s.sku, e.loc, coalesce(v.on_hand, 0), coalesce(v.reserved, 0), coalesce(v.held_back, 0),
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
