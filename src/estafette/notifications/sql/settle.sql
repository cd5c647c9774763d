-- Write down how attempts went. A delivery that was asked for again meanwhile stays waiting.
-- Locks: the deliveries, whose lanes are locked. Rows: one an attempt, of which the last twenty are kept.
-- Relies on the unique index of (webhook, position).
UPDATE notifications_delivery AS d
SET log = CASE WHEN jsonb_array_length(d.log) >= 20 THEN d.log - 0 ELSE d.log END || jsonb_build_array(o.entry),
    state = CASE WHEN d.generation = o.generation THEN o.state ELSE d.state END,
    attempts = CASE WHEN d.generation = o.generation THEN d.attempts + 1 ELSE d.attempts END,
    delivered_at = CASE WHEN o.state = 'delivered' THEN %(at)s ELSE d.delivered_at END
FROM json_to_recordset(%(rows)s::json) AS o (
    webhook_id uuid, position bigint, generation integer, state text, entry jsonb
)
WHERE d.webhook_id = o.webhook_id AND d.position = o.position
