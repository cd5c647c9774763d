-- Let one call at a time work under a key.
-- Locks: the advisory lock of the key's name, until the end of the transaction. Touches no row. Relies on no index.
SELECT pg_advisory_xact_lock(hashtextextended(encode(%(name)s, 'hex'), 7))
