-- Which SKUs changed in transactions that became visible since an earlier snapshot (null: none, a beginning).
-- A repeated row does no harm, a missed one would: hence by visibility, not by id or time.
-- Locks: none. Rows: the touches since. Index: inventory_touch_xid.
SELECT pg_current_snapshot()::text,
       coalesce((SELECT array_agg(DISTINCT s.sku)
                 FROM inventory_touch AS t CROSS JOIN LATERAL unnest(t.sku_ids) AS s(sku)
                 WHERE t.xid >= pg_snapshot_xmin(%(since)s::pg_snapshot)
                   AND NOT pg_visible_in_snapshot(t.xid, %(since)s::pg_snapshot)), '{}')
