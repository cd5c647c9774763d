-- Make lanes due at once, so that what is written next by the same transaction is sent; new ones are made.
-- A lane that waits after a failure keeps waiting, unless `hurry`.
-- Locks: the lanes by (webhook, aggregate), before any delivery: whoever settles one does it in the same order.
-- Rows: one a lane. Relies on the primary key of notifications_lane.
INSERT INTO notifications_lane (webhook_id, aggregate, due_at)
SELECT DISTINCT s.webhook_id, s.aggregate, %(at)s::timestamptz
FROM json_to_recordset(%(rows)s::json) AS s (webhook_id uuid, aggregate text)
ORDER BY 1, 2
ON CONFLICT (webhook_id, aggregate) DO UPDATE SET due_at = excluded.due_at
WHERE notifications_lane.due_at IS NULL OR %(hurry)s
