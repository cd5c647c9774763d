-- One change of rules at a time, and none while levels are made.
-- Locks: an advisory lock until the end of the transaction. Rows, index: none.
SELECT pg_advisory_xact_lock(hashtextextended('inventory.rules', 0))
