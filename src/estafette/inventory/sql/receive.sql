-- Book receipts against expected supply: received grows, and it closes when complete or when told to.
-- Demand that was pegged has been freed by unpeg.sql. Locks: the supply rows. Rows: one supply, one change a line.
-- Index: inventory_supply_source.
WITH given AS MATERIALIZED (
    SELECT * FROM json_to_recordset(%(rows)s::json) AS g(
        sku_id bigint, location_id integer, source_kind text, source_ref text, quantity integer, close boolean)
), kept AS (
    UPDATE inventory_supply AS y
    SET received = least(y.received::bigint + g.quantity, 2000000000)::integer, version = y.version + 1,
        closed_at = CASE WHEN g.close OR y.received::bigint + g.quantity >= y.quantity THEN clock_timestamp() END
    FROM given AS g
    WHERE y.sku_id = g.sku_id AND y.location_id = g.location_id AND y.source_kind = g.source_kind
      AND y.source_ref = g.source_ref AND y.closed_at IS NULL
    RETURNING y.*
), logged AS (
    INSERT INTO inventory_supply_change (sku_id, supply_id, location_id, open_quantity, due_at, actor)
    SELECT k.sku_id, k.id, k.location_id,
           CASE WHEN k.closed_at IS NULL THEN greatest(0, k.quantity - k.received - k.pegged) ELSE 0 END,
           k.due_at, %(actor)s
    FROM kept AS k
)
SELECT k.sku_id, k.location_id, k.source_kind, k.source_ref FROM kept AS k
