-- Where the log ends now.
-- Locks: none. Touches: one row.
SELECT position, sequenced_at FROM eventlog_head
