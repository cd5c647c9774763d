-- Lease lanes that are due, of active webhooks whose past is written down, at most so many a webhook.
-- Locks: the lanes it takes, for the statement; those that another one takes just now are passed over. The lease
-- keeps others away until it is given back, or is over because its holder died. Rows: one a lane.
-- Relies on the index notifications_lane_due.
WITH held AS (
    SELECT * FROM unnest(%(busy)s::uuid[], %(lanes)s::integer[]) AS h (webhook_id, lanes)
), due AS MATERIALIZED (
    SELECT l.webhook_id, l.aggregate
    FROM notifications_webhook AS w
    LEFT JOIN held AS h ON h.webhook_id = w.id
    CROSS JOIN LATERAL (
        SELECT n.webhook_id, n.aggregate FROM notifications_lane AS n
        WHERE n.webhook_id = w.id AND n.due_at <= %(at)s
          AND (n.leased_until IS NULL OR n.leased_until <= %(at)s)
        ORDER BY n.due_at
        LIMIT greatest(0, %(share)s::integer - coalesce(h.lanes, 0))
        FOR NO KEY UPDATE SKIP LOCKED
    ) AS l
    WHERE w.state = 'active' AND w.fill_after IS NULL
    LIMIT %(most)s
)
UPDATE notifications_lane AS l SET lease = %(lease)s, leased_until = %(until)s
FROM due WHERE l.webhook_id = due.webhook_id AND l.aggregate = due.aggregate
RETURNING l.webhook_id, l.aggregate
