-- Keep the levels of all places that changed since the last run, as one consistent view. Runs of another system
-- (this database was restored from its backup) numbered transactions in their own way: they count as none.
-- Locks: none. Rows: one a changed place. Index: none; the ledger is pruned to the partitions since the last run.
WITH system AS MATERIALIZED (
    SELECT s.system_identifier::text AS id FROM pg_control_system() AS s
), last AS MATERIALIZED (
    SELECT max(r.taken_at) AS at FROM inventory_snapshot_run AS r JOIN system ON system.id = r.system
), run AS (
    INSERT INTO inventory_snapshot_run (visible, system) SELECT pg_current_snapshot(), system.id FROM system
    RETURNING id
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
