-- Note which webhooks accept what they are told; the success of one is written once a minute at most.
-- Locks: the webhooks, in the order of their ids. Rows: one a webhook. Relies on the primary key.
WITH s AS (
    SELECT w.id, h.success, h.error
    FROM json_to_recordset(%(rows)s::json) AS h (webhook_id uuid, success boolean, error text)
    JOIN notifications_webhook AS w ON w.id = h.webhook_id
    ORDER BY w.id FOR NO KEY UPDATE OF w
)
UPDATE notifications_webhook AS w
SET failing_since = CASE WHEN s.success THEN NULL ELSE coalesce(w.failing_since, %(at)s) END,
    last_success_at = CASE WHEN s.success THEN %(at)s ELSE w.last_success_at END,
    last_error = CASE WHEN s.error = '' THEN w.last_error ELSE s.error END
FROM s
WHERE w.id = s.id AND (NOT s.success OR w.failing_since IS NOT NULL OR w.last_success_at IS NULL
                       OR w.last_success_at < %(at)s::timestamptz - interval '1 minute')
RETURNING w.id, w.failing_since
