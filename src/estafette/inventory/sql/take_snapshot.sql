-- Keep the levels of all places that changed since the last run, as one consistent view.
-- Run in a repeatable-read transaction. Locks: none. Rows: one a changed place.
-- Index: the ledger by time is pruned to recent partitions.
WITH last AS MATERIALIZED (
    SELECT max(r.taken_at) AS at FROM inventory_snapshot_run AS r
), run AS (
    INSERT INTO inventory_snapshot_run (visible) VALUES (pg_current_snapshot()) RETURNING id
), changed AS (
    SELECT m.sku_id, m.location_id FROM inventory_movement AS m, last
    WHERE m.recorded_at > coalesce(last.at, '-infinity') - interval '1 hour'
    UNION
    SELECT r.sku_id, r.location_id FROM inventory_reservation AS r, last
    WHERE greatest(r.opened_at, r.closed_at) > coalesce(last.at, '-infinity') - interval '1 hour'
)
INSERT INTO inventory_snapshot (sku_id, location_id, run_id, on_hand, reserved)
SELECT v.sku_id, v.location_id, run.id, v.on_hand, v.reserved
FROM inventory_level AS v JOIN changed USING (sku_id, location_id) CROSS JOIN run
