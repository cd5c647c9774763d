-- Delete lanes in which nothing waits; they are made again when something does.
-- Locks: the lanes it deletes; those locked by others are left. Rows: at most `most`.
-- Relies on no index: it runs once an hour, and lanes are few.
DELETE FROM notifications_lane WHERE (webhook_id, aggregate) IN (
    SELECT webhook_id, aggregate FROM notifications_lane WHERE due_at IS NULL AND lease IS NULL
    LIMIT %(most)s FOR UPDATE SKIP LOCKED
)
