-- Whether a change of the catalog became visible since an earlier snapshot (null: say yes).
-- Locks: none. Rows: the changes since. Index: catalog_change_xid.
SELECT pg_current_snapshot()::text,
       %(since)s::pg_snapshot IS NULL OR EXISTS (
           SELECT 1 FROM catalog_change AS c
           WHERE c.xid >= pg_snapshot_xmin(%(since)s::pg_snapshot)
             AND NOT pg_visible_in_snapshot(c.xid, %(since)s::pg_snapshot))
