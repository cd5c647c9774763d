-- Take over absolute figures (an outside master's snapshot, or a count): on hand becomes the figure plus all
-- sellable movements that happened after its instant; the difference is a movement of its own.
-- A snapshot that is not newer than the last one (instant and sequence) is left out and answered as stale.
-- Relies on the locks that lock_levels.sql and read_levels.sql took. Rows: one level, one movement a figure.
-- Index: primary keys.
WITH said AS MATERIALIZED (
    SELECT s.sku_id, s.location_id, s.on_hand, s.as_of, s.sequence, v.on_hand AS before, v.reserved,
           (s.sequence IS NULL OR v.master_as_of IS NULL
            OR (s.as_of >= v.master_as_of AND s.sequence > v.master_sequence)) AS fresh
    FROM json_to_recordset(%(rows)s::json)
        AS s(sku_id bigint, location_id integer, on_hand integer, as_of timestamptz, sequence bigint)
    JOIN inventory_level AS v USING (sku_id, location_id)
), due AS MATERIALIZED (
    SELECT s.*, greatest(0, s.on_hand + coalesce(later.units, 0))::integer AS target
    FROM said AS s
    LEFT JOIN LATERAL (
        SELECT sum(m.quantity) AS units FROM inventory_movement AS m
        WHERE m.sku_id = s.sku_id AND m.location_id = s.location_id AND m.condition = 'sellable'
          AND m.effective_at > s.as_of AND m.recorded_at > s.as_of - interval '1 day'
    ) AS later ON %(later)s
    WHERE s.fresh
), set_levels AS (
    UPDATE inventory_level AS v
    SET on_hand = d.target,
        master_as_of = CASE WHEN d.sequence IS NULL THEN v.master_as_of ELSE d.as_of END,
        master_sequence = coalesce(d.sequence, v.master_sequence)
    FROM due AS d WHERE v.sku_id = d.sku_id AND v.location_id = d.location_id
), ledger AS (
    INSERT INTO inventory_movement
        (sku_id, location_id, quantity, reason, source_kind, source_ref, actor, effective_at)
    SELECT d.sku_id, d.location_id, d.target - d.before, %(reason)s, %(source_kind)s,
           coalesce(d.sequence::text, %(source_ref)s), %(actor)s, d.as_of
    FROM due AS d WHERE d.target <> d.before
), touched AS (
    INSERT INTO inventory_touch (sku_ids)
    SELECT array_agg(DISTINCT d.sku_id) FROM due AS d WHERE d.target <> d.before HAVING count(*) > 0
)
SELECT s.sku_id, s.location_id, s.fresh, coalesce(d.target, s.before), coalesce(d.target - d.before, 0),
       greatest(0, s.reserved - coalesce(d.target, s.before))
FROM said AS s LEFT JOIN due AS d USING (sku_id, location_id)
