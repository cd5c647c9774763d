-- Record demand without a place, pegged to supply already where peg.sql found room.
-- Locks: none beyond the new rows. Rows: one a line. Index: none.
WITH given AS MATERIALIZED (
    SELECT * FROM json_to_recordset(%(rows)s::json) AS g(
        sku_id bigint, channel_id integer, quantity integer, kind text, owner_id uuid, owner_line integer,
        supply_id uuid)
), owed AS (
    INSERT INTO inventory_demand (sku_id, channel_id, quantity, kind, owner_id, owner_line, supply_id)
    SELECT sku_id, channel_id, quantity, kind, owner_id, owner_line, supply_id FROM given
), touched AS (
    INSERT INTO inventory_touch (sku_ids)
    SELECT array_agg(DISTINCT sku_id) FROM given HAVING count(*) > 0
)
SELECT count(*) FROM given
