-- Wait for those who are changing rules, and let them wait for us: a level that is made now must hold back what
-- the rules of now say. Locks: an advisory lock, shared, until the end of the transaction. Rows, index: none.
SELECT pg_advisory_xact_lock_shared(hashtextextended('inventory.rules', 0))
