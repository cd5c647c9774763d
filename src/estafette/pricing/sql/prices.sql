-- What units cost on a channel at an instant: one price a SKU, for the quantity wanted.
-- Of the channel's valid lists the lowest rank that has a price wins, in it the largest quantity reached, of its
-- rows the one effective last, then recorded last; a null price is none.
-- Locks: none. Rows: one a SKU. Relies on the index on pricing_price_list (channel_id, rank) and the primary key
-- of pricing_price.
SELECT w.sku_id, best.unit_price, best.currency, best.code, best.min_quantity
FROM unnest(%(skus)s::bigint[], %(quantities)s::integer[]) AS w (sku_id, quantity)
CROSS JOIN LATERAL (
    SELECT l.code, l.currency, x.unit_price, x.min_quantity
    FROM pricing_price_list l
    CROSS JOIN LATERAL (
        SELECT DISTINCT ON (p.min_quantity) p.min_quantity, p.unit_price
        FROM pricing_price p
        WHERE p.sku_id = w.sku_id AND p.price_list_id = l.id AND p.min_quantity <= w.quantity
          AND p.effective_from <= %(at)s AND (p.effective_until IS NULL OR p.effective_until > %(at)s)
        ORDER BY p.min_quantity DESC, p.effective_from DESC, p.recorded_at DESC
    ) x
    WHERE l.channel_id = %(channel)s AND l.active
      AND l.valid_from <= %(at)s AND (l.valid_until IS NULL OR l.valid_until > %(at)s)
      AND x.unit_price IS NOT NULL
    ORDER BY l.rank, l.id, x.min_quantity DESC
    LIMIT 1
) best
