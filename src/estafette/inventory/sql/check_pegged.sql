-- Identity: pegged supply is the sum of the open demand pegged to it, and a closed supply has none.
-- Locks: none. Rows: all supply, open demand.
SELECT 'supply ' || y.sku_id || '/' || y.id, 'pegged ' || y.pegged || ', open demand ' || coalesce(d.units, 0)
       || CASE WHEN y.closed_at IS NULL THEN '' ELSE ', closed' END
FROM inventory_supply AS y
LEFT JOIN (SELECT sku_id, supply_id, sum(quantity) AS units FROM inventory_demand
           WHERE closed_at IS NULL AND supply_id IS NOT NULL GROUP BY 1, 2) AS d
  ON d.sku_id = y.sku_id AND d.supply_id = y.id
WHERE y.pegged <> coalesce(d.units, 0) OR (y.closed_at IS NOT NULL AND y.pegged > 0)
