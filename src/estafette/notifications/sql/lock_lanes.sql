-- Lock lanes whose lease is still ours; those that were lost to somebody else are left out.
-- Locks: the lanes by (webhook, aggregate). Rows: one a lane. Relies on the primary key of notifications_lane.
SELECT l.webhook_id, l.aggregate
FROM notifications_lane AS l
JOIN unnest(%(webhooks)s::uuid[], %(aggregates)s::text[], %(leases)s::uuid[]) AS s (webhook_id, aggregate, lease)
  ON l.webhook_id = s.webhook_id AND l.aggregate = s.aggregate AND l.lease = s.lease
ORDER BY l.webhook_id, l.aggregate
FOR NO KEY UPDATE OF l
