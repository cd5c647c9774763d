-- Take events that a reaction has now accepted off the waiting list; those that had been parked stay as history.
-- Locks and touches: one row an event. Relies on eventlog_parked_once.
WITH waited AS (
    DELETE FROM eventlog_parked
    WHERE consumer = %(name)s AND position = ANY (%(positions)s::bigint[]) AND attempts = 0
)
UPDATE eventlog_parked
SET state = 'done', resolved_at = %(at)s
WHERE consumer = %(name)s AND position = ANY (%(positions)s::bigint[]) AND attempts > 0
