-- Peg demand to the earliest open supply of a pool that has room for all of it.
-- Locks: the supply row found; one that another transaction fills meanwhile is checked again.
-- Index: inventory_supply_open.
WITH room AS MATERIALIZED (
    SELECT y.sku_id, y.id FROM inventory_supply AS y
    WHERE y.sku_id = %(sku)s AND y.closed_at IS NULL AND y.location_id = ANY (%(pool)s::integer[])
      AND y.quantity - y.received - y.pegged >= %(quantity)s
    ORDER BY y.due_at, y.id LIMIT 1 FOR UPDATE
), pegged AS (
    UPDATE inventory_supply AS y SET pegged = y.pegged + %(quantity)s FROM room AS r
    WHERE y.sku_id = r.sku_id AND y.id = r.id AND y.quantity - y.received - y.pegged >= %(quantity)s
    RETURNING y.*
), logged AS (
    INSERT INTO inventory_supply_change (sku_id, supply_id, location_id, open_quantity, due_at, actor)
    SELECT p.sku_id, p.id, p.location_id, greatest(0, p.quantity - p.received - p.pegged), p.due_at, %(actor)s
    FROM pegged AS p
)
SELECT p.id::text, p.due_at FROM pegged AS p
