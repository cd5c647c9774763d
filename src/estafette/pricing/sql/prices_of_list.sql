-- The prices of one list that hold at an instant, by SKU and quantity, after a cursor.
-- Locks: none. Rows: those of the list, at most the limit after the cursor. Relies on the index on pricing_price
-- (price_list_id), and for given SKUs on its primary key.
SELECT sku_id, min_quantity, unit_price, effective_from, effective_until
FROM (
    SELECT DISTINCT ON (p.sku_id, p.min_quantity) p.*
    FROM pricing_price p
    WHERE p.price_list_id = %(list)s AND (%(skus)s::bigint[] IS NULL OR p.sku_id = ANY (%(skus)s::bigint[]))
      AND (p.sku_id, p.min_quantity) > (%(sku)s, %(quantity)s)
      AND p.effective_from <= %(at)s AND (p.effective_until IS NULL OR p.effective_until > %(at)s)
    ORDER BY p.sku_id, p.min_quantity, p.effective_from DESC, p.recorded_at DESC
) x
WHERE unit_price IS NOT NULL
ORDER BY sku_id, min_quantity
LIMIT %(limit)s
