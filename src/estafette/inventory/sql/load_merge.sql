-- Take over a part of the figures, which lie in key order: levels that differ are set, levels that miss are made
-- (they hold back what the rules say), and each difference is a movement. A level that somebody else makes at
-- the same moment ends it with a unique violation: the same part is then merged again.
-- A movement's id is a version 7 UUID whose random end is counted: making each anew costs more than its row.
-- Locks: the level rows that change, in (sku, location) order. Rows: one level, one movement each.
-- Index: primary keys.
WITH told AS MATERIALIZED (
    SELECT t.sku_id, t.location_id, t.on_hand, v.on_hand IS NULL AS missing FROM inventory_told AS t
    LEFT JOIN LATERAL (SELECT i.on_hand FROM inventory_level AS i
                       WHERE i.sku_id = t.sku_id AND i.location_id = t.location_id OFFSET 0) AS v ON %(known)s
    WHERE t.ctid >= %(first)s::tid AND t.ctid < %(after)s::tid AND v.on_hand IS DISTINCT FROM t.on_hand
    ORDER BY t.sku_id, t.location_id
), made AS (
    INSERT INTO inventory_level (sku_id, location_id, on_hand, held_back)
    SELECT t.sku_id, t.location_id, t.on_hand,
           CASE WHEN %(ruled)s THEN coalesce((
               SELECT max(r.quantity) FROM inventory_rule AS r
               WHERE r.kind IN ('safety', 'place') AND r.closed_at IS NULL
                 AND (r.sku_id = t.sku_id OR r.sku_id IS NULL)
                 AND (r.location_id = t.location_id OR r.location_id IS NULL)), 0) ELSE 0 END
    FROM told AS t WHERE t.missing
), changed AS (
    INSERT INTO inventory_level AS v (sku_id, location_id, on_hand)
    SELECT t.sku_id, t.location_id, t.on_hand FROM told AS t WHERE NOT t.missing
    ON CONFLICT (sku_id, location_id) DO UPDATE SET on_hand = excluded.on_hand
    WHERE v.on_hand <> excluded.on_hand
    RETURNING new.sku_id, new.location_id, new.on_hand - old.on_hand AS units, new.reserved - new.on_hand AS short
), kept AS MATERIALIZED (
    SELECT t.sku_id, t.location_id, t.on_hand AS units, 0 AS short, 'opening' AS reason FROM told AS t
    WHERE t.missing AND t.on_hand <> 0
    UNION ALL
    SELECT c.sku_id, c.location_id, c.units, c.short, 'reconciliation' FROM changed AS c
), ledger AS (
    INSERT INTO inventory_movement
        (sku_id, id, location_id, quantity, reason, source_kind, source_ref, actor, effective_at)
    SELECT k.sku_id, (left(base.id::text, 24) || lpad(to_hex(row_number() OVER ()), 12, '0'))::uuid,
           k.location_id, k.units, k.reason, 'load', %(source)s, %(actor)s, %(at)s
    FROM kept AS k CROSS JOIN (SELECT uuidv7() AS id OFFSET 0) AS base
), touched AS (
    INSERT INTO inventory_touch (sku_ids)
    SELECT CASE WHEN count(*) > 5000 THEN '{0}' ELSE array_agg(t.sku_id) END
    FROM (SELECT DISTINCT sku_id FROM told) AS t HAVING count(*) > 0
)
SELECT count(*), coalesce(sum(k.units), 0)::bigint,
       coalesce(jsonb_agg(jsonb_build_array(k.sku_id, k.location_id, k.short)) FILTER (WHERE k.short > 0), '[]')
FROM kept AS k
