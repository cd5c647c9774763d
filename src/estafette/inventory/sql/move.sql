-- Record movements: the ledger, the levels and the unsellable stock, together. Sums per place were checked by
-- the caller under the locks that lock_levels.sql took.
-- Rows: one movement a line; one level or unsellable row a place. Index: primary keys.
WITH moves AS MATERIALIZED (
    SELECT * FROM json_to_recordset(%(moves)s::json) AS m(
        sku_id bigint, location_id integer, quantity integer, reason text, condition text, source_kind text,
        source_ref text, effective_at timestamptz, lot_id text, bin_id text, owner_id text, unit_cost numeric)
), ledger AS (
    INSERT INTO inventory_movement
        (sku_id, location_id, condition, quantity, reason, source_kind, source_ref, lot_id, bin_id, owner_id,
         unit_cost, actor, effective_at)
    SELECT sku_id, location_id, condition, quantity, reason, source_kind, source_ref, lot_id, bin_id, owner_id,
           unit_cost, %(actor)s, coalesce(effective_at, %(at)s)
    FROM moves
), sellable AS (
    UPDATE inventory_level AS v SET on_hand = v.on_hand + t.units
    FROM (SELECT sku_id, location_id, sum(quantity)::integer AS units FROM moves
          WHERE condition = 'sellable' GROUP BY 1, 2) AS t
    WHERE v.sku_id = t.sku_id AND v.location_id = t.location_id
    RETURNING v.sku_id, v.location_id, v.reserved - v.on_hand AS missing
), aside AS MATERIALIZED (
    SELECT sku_id, location_id, condition, sum(quantity)::integer AS units FROM moves
    WHERE condition <> 'sellable' GROUP BY 1, 2, 3
), changed AS (
    UPDATE inventory_unsellable AS u SET quantity = u.quantity + a.units FROM aside AS a
    WHERE u.sku_id = a.sku_id AND u.location_id = a.location_id AND u.condition = a.condition
    RETURNING u.sku_id, u.location_id, u.condition
), added AS (
    INSERT INTO inventory_unsellable (sku_id, location_id, condition, quantity)
    SELECT a.sku_id, a.location_id, a.condition, a.units FROM aside AS a
    WHERE NOT EXISTS (SELECT 1 FROM changed AS c WHERE c.sku_id = a.sku_id AND c.location_id = a.location_id
                                                   AND c.condition = a.condition)
), touched AS (
    INSERT INTO inventory_touch (sku_ids)
    SELECT array_agg(DISTINCT sku_id) FROM moves HAVING count(*) > 0
)
SELECT sku_id, location_id, missing FROM sellable WHERE missing > 0
