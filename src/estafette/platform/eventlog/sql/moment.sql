-- When the event at a position was numbered: what lets a cursor leave older partitions out.
-- Locks: none. Touches: one row. Relies on the primary key of eventlog_event.
SELECT sequenced_at FROM eventlog_event WHERE position = %(position)s AND sequenced_at >= %(since)s
