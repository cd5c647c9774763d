-- Write down deliveries; those that are there already stay as they are, or are sent again when `again`.
-- Locks: the deliveries by (webhook, position), after their lanes. Rows: one an event and webhook.
-- Relies on the unique index of (webhook, position): an event becomes a delivery once, whoever queues it.
INSERT INTO notifications_delivery AS d
    (webhook_id, position, sequenced_at, aggregate, version, type, state, generation, attempts, log, created_at)
SELECT s.webhook_id, s.position, s.sequenced_at, s.aggregate, s.version, s.type, 'pending', 1, 0, '[]', %(at)s
FROM json_to_recordset(%(rows)s::json) AS s (
    webhook_id uuid, position bigint, sequenced_at timestamptz, aggregate text, version integer, type text
)
ORDER BY s.webhook_id, s.position
ON CONFLICT (webhook_id, position) DO UPDATE
SET state = 'pending', generation = d.generation + 1, attempts = 0, created_at = excluded.created_at
WHERE %(again)s
