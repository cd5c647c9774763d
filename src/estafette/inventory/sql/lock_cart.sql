-- Let one call at a time say what a cart holds: a cart that holds nothing yet has no row to lock.
-- Locks: the cart's advisory lock, until the transaction ends. Rows: none. Index: none.
SELECT pg_advisory_xact_lock(hashtextextended('inventory.cart ' || %(cart)s::uuid, 0))
