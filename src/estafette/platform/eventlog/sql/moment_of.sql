-- When the event at a position was numbered, wherever it lies.
-- Locks: none. Touches: one row. Relies on the primary key of each partition of eventlog_event.
SELECT sequenced_at FROM eventlog_event WHERE position = %(position)s
