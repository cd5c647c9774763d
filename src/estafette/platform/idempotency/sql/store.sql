-- Keep the first answer given under a key.
-- Locks: none beyond the new row; the caller holds the key's advisory lock. Touches: one row.
INSERT INTO idempotency_key (name, stored_at, status, digest, body)
VALUES (%(name)s, %(at)s, %(status)s, %(digest)s, %(body)s)
