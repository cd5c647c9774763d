-- Let ready events wait again behind an event of their aggregate that has just been parked.
-- Locks and touches: the ready rows of those aggregates. Relies on eventlog_parked_open.
UPDATE eventlog_parked
SET state = 'held'
WHERE consumer = %(name)s AND aggregate = ANY (%(aggregates)s::text[]) AND state = 'ready'
