-- What was known of one SKU's places at an instant: the last snapshot before it, then the rows since.
-- `visible` (a pg_snapshot) makes it exact to the transaction; without it a row counts when it was recorded
-- by the instant. Locks: none. Rows: those since the snapshot. Index: the ledger's primary key,
-- inventory_reservation_opened, inventory_reservation_closed, inventory_rule_sku.
WITH run AS MATERIALIZED (
    SELECT r.id, r.taken_at, r.visible FROM inventory_snapshot_run AS r
    WHERE r.taken_at <= %(at)s ORDER BY r.id DESC
), place AS (
    SELECT p.loc, s.on_hand, s.reserved, s.taken_at, s.visible
    FROM unnest(%(locations)s::integer[]) AS p(loc)
    LEFT JOIN LATERAL (
        SELECT t.on_hand, t.reserved, r.taken_at, r.visible
        FROM inventory_snapshot AS t JOIN run AS r ON r.id = t.run_id
        WHERE t.sku_id = %(sku)s AND t.location_id = p.loc ORDER BY t.run_id DESC LIMIT 1
    ) AS s ON true
)
SELECT p.loc,
    coalesce(p.on_hand, 0) + coalesce((
        SELECT sum(m.quantity) FROM inventory_movement AS m
        WHERE m.sku_id = %(sku)s AND m.location_id = p.loc AND m.condition = 'sellable'
          AND (p.visible IS NULL OR (m.recorded_at > p.taken_at - interval '1 hour'
                                     AND NOT pg_visible_in_snapshot(m.recorded_xid, p.visible)))
          AND CASE WHEN %(visible)s::pg_snapshot IS NULL THEN m.recorded_at <= %(at)s
                   ELSE pg_visible_in_snapshot(m.recorded_xid, %(visible)s::pg_snapshot) END), 0),
    coalesce(p.reserved, 0) + coalesce((
        SELECT sum(r.quantity) FROM inventory_reservation AS r
        WHERE r.sku_id = %(sku)s AND r.location_id = p.loc
          AND (p.visible IS NULL OR (r.opened_at > p.taken_at - interval '1 hour'
                                     AND NOT pg_visible_in_snapshot(r.opened_xid, p.visible)))
          AND CASE WHEN %(visible)s::pg_snapshot IS NULL THEN r.opened_at <= %(at)s
                   ELSE pg_visible_in_snapshot(r.opened_xid, %(visible)s::pg_snapshot) END), 0)
    - coalesce((
        SELECT sum(r.quantity) FROM inventory_reservation AS r
        WHERE r.sku_id = %(sku)s AND r.location_id = p.loc AND r.closed_at IS NOT NULL
          AND (p.visible IS NULL OR (r.closed_at > p.taken_at - interval '1 hour'
                                     AND NOT pg_visible_in_snapshot(r.closed_xid, p.visible)))
          AND CASE WHEN %(visible)s::pg_snapshot IS NULL THEN r.closed_at <= %(at)s
                   ELSE pg_visible_in_snapshot(r.closed_xid, %(visible)s::pg_snapshot) END), 0),
    coalesce((
        SELECT max(g.quantity) FROM inventory_rule AS g
        WHERE g.kind IN ('safety', 'place') AND (g.sku_id = %(sku)s OR g.sku_id IS NULL)
          AND (g.location_id = p.loc OR g.location_id IS NULL)
          AND CASE WHEN %(visible)s::pg_snapshot IS NULL
                   THEN g.opened_at <= %(at)s AND (g.closed_at IS NULL OR g.closed_at > %(at)s)
                   ELSE pg_visible_in_snapshot(g.opened_xid, %(visible)s::pg_snapshot)
                        AND (g.closed_xid IS NULL
                             OR NOT pg_visible_in_snapshot(g.closed_xid, %(visible)s::pg_snapshot)) END), 0)
FROM place AS p
