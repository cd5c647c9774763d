-- Demand that waited for supplies which came in, or shrank, now waits for stock: close its rows, open them
-- unpegged, so that it counts against what is on hand. Run before receive.sql books the receipts.
-- Locks: the supply rows, then their open demand. Rows: a change row a supply, two a demand.
-- Index: inventory_supply_source, inventory_demand_open.
WITH given AS MATERIALIZED (
    SELECT * FROM json_to_recordset(%(rows)s::json)
        AS g(sku_id bigint, location_id integer, source_kind text, source_ref text)
), arrived AS MATERIALIZED (
    SELECT y.sku_id, y.id FROM inventory_supply AS y
    JOIN given AS g USING (sku_id, location_id, source_kind, source_ref)
    WHERE y.pegged > 0 ORDER BY y.sku_id, y.id FOR UPDATE OF y
), freed AS (
    UPDATE inventory_supply AS y SET pegged = 0 FROM arrived AS a WHERE y.sku_id = a.sku_id AND y.id = a.id
    RETURNING y.*
), logged AS (
    INSERT INTO inventory_supply_change (sku_id, supply_id, location_id, open_quantity, due_at, actor)
    SELECT f.sku_id, f.id, f.location_id,
           CASE WHEN f.closed_at IS NULL THEN greatest(0, f.quantity - f.received) ELSE 0 END, f.due_at, %(actor)s
    FROM freed AS f
), closed AS (
    UPDATE inventory_demand AS d SET closed_at = clock_timestamp(), closed_xid = pg_current_xact_id(),
                                     closed_reason = 'arrived'
    FROM arrived AS a WHERE d.sku_id = a.sku_id AND d.supply_id = a.id AND d.closed_at IS NULL
    RETURNING d.*
), opened AS (
    INSERT INTO inventory_demand (sku_id, channel_id, quantity, kind, owner_id, owner_line)
    SELECT sku_id, channel_id, quantity, kind, owner_id, owner_line FROM closed
    RETURNING sku_id
), touched AS (
    INSERT INTO inventory_touch (sku_ids)
    SELECT array_agg(DISTINCT o.sku_id) FROM opened AS o HAVING count(*) > 0
)
SELECT count(*) FROM opened
