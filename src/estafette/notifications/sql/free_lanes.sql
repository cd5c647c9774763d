-- Give lanes back: due again at the instant given when something waits in them, else idle.
-- It is a statement of its own, after the lock: only so it sees what was queued while it waited for the lock.
-- Locks: the lanes, which are locked already. Rows: one a lane. Relies on notifications_delivery_pending.
UPDATE notifications_lane AS l
SET lease = NULL, leased_until = NULL,
    due_at = CASE WHEN EXISTS (
        SELECT FROM notifications_delivery AS d
        WHERE d.webhook_id = l.webhook_id AND d.aggregate = l.aggregate AND d.state = 'pending'
    ) THEN s.due_at END
FROM json_to_recordset(%(rows)s::json) AS s (webhook_id uuid, aggregate text, due_at timestamptz)
WHERE l.webhook_id = s.webhook_id AND l.aggregate = s.aggregate
