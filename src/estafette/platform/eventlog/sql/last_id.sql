-- The last id handed out to an event, committed or not; 0 before the first.
-- Locks: none. Touches: the one row of the sequence.
SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM eventlog_pending_id_seq
