-- Demand that waited for supplies which came in now waits for stock: close its rows, open them unpegged, so
-- that it counts against what is on hand. Run before receive.sql books the receipts.
-- Locks: the supply rows, then their open demand. Index: inventory_supply_source, inventory_demand_open.
WITH given AS MATERIALIZED (
    SELECT * FROM json_to_recordset(%(rows)s::json)
        AS g(sku_id bigint, location_id integer, source_kind text, source_ref text)
), arrived AS MATERIALIZED (
    SELECT y.sku_id, y.id FROM inventory_supply AS y JOIN given AS g USING (sku_id, location_id, source_kind, source_ref)
    WHERE y.pegged > 0 ORDER BY y.sku_id, y.id FOR UPDATE OF y
), freed AS (
    UPDATE inventory_supply AS y SET pegged = 0 FROM arrived AS a WHERE y.sku_id = a.sku_id AND y.id = a.id
), closed AS (
    UPDATE inventory_demand AS d SET closed_at = clock_timestamp(), closed_xid = pg_current_xact_id(),
                                     closed_reason = 'arrived'
    FROM arrived AS a WHERE d.sku_id = a.sku_id AND d.supply_id = a.id AND d.closed_at IS NULL
    RETURNING d.*
)
INSERT INTO inventory_demand (sku_id, channel_id, quantity, kind, owner_id, owner_line)
SELECT sku_id, channel_id, quantity, kind, owner_id, owner_line FROM closed
