-- Delete old deliveries, some at a time.
-- Locks: the deliveries it deletes; those locked by others are left. Rows: at most `most`.
-- Relies on the index notifications_delivery_age.
DELETE FROM notifications_delivery WHERE id IN (
    SELECT id FROM notifications_delivery WHERE created_at < %(before)s
    ORDER BY created_at LIMIT %(most)s FOR UPDATE SKIP LOCKED
)
