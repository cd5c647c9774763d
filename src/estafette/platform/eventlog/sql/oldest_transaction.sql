-- The number of the oldest transaction that is still open; the next one to be given when none is.
-- Locks: none. Touches no row.
SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint
