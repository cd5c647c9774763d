-- Announce or change expected supply by its source; what was received stays. `over` tells that more demand waits
-- for it than is still to come.
-- Locks: the supply rows in source order. Rows: one supply and one change row a line.
-- Index: inventory_supply_source.
WITH given AS MATERIALIZED (
    SELECT * FROM json_to_recordset(%(rows)s::json) AS g(
        sku_id bigint, location_id integer, source_kind text, source_ref text, quantity integer,
        due_at timestamptz)
    ORDER BY 1, 2, 3, 4
), kept AS (
    INSERT INTO inventory_supply AS y (sku_id, location_id, source_kind, source_ref, quantity, due_at)
    SELECT sku_id, location_id, source_kind, source_ref, quantity, due_at FROM given
    ON CONFLICT (sku_id, location_id, source_kind, source_ref) DO UPDATE
    SET quantity = greatest(excluded.quantity, y.received), due_at = excluded.due_at,
        version = y.version + 1,
        closed_at = CASE WHEN y.received >= excluded.quantity THEN clock_timestamp() END
    RETURNING y.*
), logged AS (
    INSERT INTO inventory_supply_change (sku_id, supply_id, location_id, open_quantity, due_at, actor)
    SELECT k.sku_id, k.id, k.location_id, greatest(0, k.quantity - k.received - k.pegged), k.due_at, %(actor)s
    FROM kept AS k
)
SELECT k.sku_id, k.location_id, k.source_kind, k.source_ref, k.pegged > k.quantity - k.received AS over
FROM kept AS k
