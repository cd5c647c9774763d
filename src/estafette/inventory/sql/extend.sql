-- Give the open reservations of a cart or quote more time, and make soft ones held when asked.
-- Locks: the rows. Index: inventory_reservation_owner.
UPDATE inventory_reservation AS r
SET expires_at = greatest(r.expires_at, %(expires)s),
    state = CASE WHEN %(held)s THEN 'held' ELSE r.state END
WHERE r.owner_id = %(owner)s::uuid AND r.closed_at IS NULL AND r.state IN ('soft', 'held')
  AND r.expires_at > %(at)s
