-- The present moment as a token: this database's identity, the instant and what is visible.
-- Locks: none. Rows: none. Index: none.
SELECT (SELECT system_identifier FROM pg_control_system())::text, clock_timestamp(), pg_current_snapshot()::text
