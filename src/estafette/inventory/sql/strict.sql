-- Which of the SKUs have a limit that spans several places: a global buffer, a cap, or demand without a place.
-- Locks: none. Rows: the open rules of the kinds, the open demand of the SKUs.
-- Index: inventory_rule_open, inventory_demand_open.
SELECT s.sku FROM unnest(%(skus)s::bigint[]) AS s(sku)
WHERE EXISTS (SELECT 1 FROM inventory_rule AS r
              WHERE r.kind IN ('global', 'cap') AND r.closed_at IS NULL
                AND (r.sku_id = s.sku OR r.sku_id IS NULL))
   OR EXISTS (SELECT 1 FROM inventory_demand AS d
              WHERE d.sku_id = s.sku AND d.closed_at IS NULL AND d.supply_id IS NULL)
