-- What is to be sent in lanes that were leased: the earliest waiting deliveries of each, in order.
-- Locks: none. Touches: the rows it gives. Relies on the index notifications_delivery_pending.
SELECT d.webhook_id, d.aggregate, d.position, d.sequenced_at, d.generation, d.attempts
FROM unnest(%(webhooks)s::uuid[], %(aggregates)s::text[]) AS l (webhook_id, aggregate)
CROSS JOIN LATERAL (
    SELECT * FROM notifications_delivery AS e
    WHERE e.webhook_id = l.webhook_id AND e.aggregate = l.aggregate AND e.state = 'pending'
    ORDER BY e.position LIMIT %(each)s
) AS d
ORDER BY d.webhook_id, d.aggregate, d.position
