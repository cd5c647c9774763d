-- What was known of SKUs at places at an instant: the last snapshot before it, then the rows since.
-- `visible` (a pg_snapshot) makes it exact to the transaction; without it a row counts when it was recorded by
-- the instant. No transaction lasts an hour, so rows older than that are judged by time alone: those of a
-- database that was restored meanwhile carry transaction numbers of another count.
-- Locks: none. Rows: those since the snapshot. Index: inventory_snapshot and ledger primary keys,
-- that of reservations, inventory_reservation_closed, inventory_rule_sku.
WITH run AS MATERIALIZED (
    SELECT r.id, r.taken_at, r.visible FROM inventory_snapshot_run AS r
    WHERE r.taken_at <= %(at)s
      AND r.system = (SELECT s.system_identifier::text FROM pg_control_system() AS s)
      AND (%(visible)s::pg_snapshot IS NULL
           OR pg_snapshot_xmax(r.visible) <= pg_snapshot_xmin(%(visible)s::pg_snapshot))
), place AS MATERIALIZED (
    SELECT k.sku, p.loc, p.ord, s.on_hand, s.reserved, s.taken_at, s.visible
    FROM unnest(%(skus)s::bigint[]) AS k(sku)
    CROSS JOIN unnest(%(locations)s::integer[]) WITH ORDINALITY AS p(loc, ord)
    LEFT JOIN LATERAL (
        SELECT t.on_hand, t.reserved, r.taken_at, r.visible
        FROM inventory_snapshot AS t JOIN run AS r ON r.id = t.run_id
        WHERE t.sku_id = k.sku AND t.location_id = p.loc ORDER BY t.run_id DESC LIMIT 1
    ) AS s ON true
)
SELECT p.sku, p.loc,
    (coalesce(p.on_hand, 0) + coalesce((
        SELECT sum(m.quantity) FROM inventory_movement AS m
        WHERE m.sku_id = p.sku AND m.location_id = p.loc AND m.condition = 'sellable'
          AND m.recorded_at > coalesce(p.taken_at - interval '1 hour', '-infinity')
          AND (p.visible IS NULL OR NOT pg_visible_in_snapshot(m.recorded_xid, p.visible))
          AND CASE WHEN %(visible)s::pg_snapshot IS NULL THEN m.recorded_at <= %(at)s
                   ELSE m.recorded_at < %(at)s - interval '1 hour'
                        OR pg_visible_in_snapshot(m.recorded_xid, %(visible)s::pg_snapshot) END), 0))::bigint,
    (coalesce(p.reserved, 0) + coalesce((
        SELECT sum(r.quantity) FROM inventory_reservation AS r
        WHERE r.sku_id = p.sku AND r.location_id = p.loc
          AND r.opened_at > coalesce(p.taken_at - interval '1 hour', '-infinity')
          AND (p.visible IS NULL OR NOT pg_visible_in_snapshot(r.opened_xid, p.visible))
          AND CASE WHEN %(visible)s::pg_snapshot IS NULL THEN r.opened_at <= %(at)s
                   ELSE r.opened_at < %(at)s - interval '1 hour'
                        OR pg_visible_in_snapshot(r.opened_xid, %(visible)s::pg_snapshot) END), 0)
    - coalesce((
        SELECT sum(r.quantity) FROM inventory_reservation AS r
        WHERE r.sku_id = p.sku AND r.location_id = p.loc AND r.closed_at IS NOT NULL
          AND r.closed_at > coalesce(p.taken_at - interval '1 hour', '-infinity')
          AND (p.visible IS NULL OR NOT pg_visible_in_snapshot(r.closed_xid, p.visible))
          AND CASE WHEN %(visible)s::pg_snapshot IS NULL THEN r.closed_at <= %(at)s
                   ELSE r.closed_at < %(at)s - interval '1 hour'
                        OR pg_visible_in_snapshot(r.closed_xid, %(visible)s::pg_snapshot) END), 0))::bigint,
    coalesce((
        SELECT max(g.quantity) FROM inventory_rule AS g
        WHERE g.kind IN ('safety', 'place') AND (g.sku_id = p.sku OR g.sku_id IS NULL)
          AND (g.location_id = p.loc OR g.location_id IS NULL)
          AND CASE WHEN %(visible)s::pg_snapshot IS NULL
                   THEN g.opened_at <= %(at)s AND (g.closed_at IS NULL OR g.closed_at > %(at)s)
                   ELSE (g.opened_at < %(at)s - interval '1 hour'
                         OR pg_visible_in_snapshot(g.opened_xid, %(visible)s::pg_snapshot))
                        AND (g.closed_xid IS NULL
                             OR NOT (g.closed_at < %(at)s - interval '1 hour'
                                     OR pg_visible_in_snapshot(g.closed_xid, %(visible)s::pg_snapshot))) END), 0)
FROM place AS p
ORDER BY p.sku, p.ord
