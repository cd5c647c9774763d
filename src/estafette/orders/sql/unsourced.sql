-- Orders that no place could serve wholly, those tried longest ago first. Locks: none. Rows: a batch.
-- Index: orders_unsourced_tried.
SELECT u.order_id::text, min(u.tried_at) FROM (
    SELECT y.order_id, y.tried_at FROM orders_unsourced AS y WHERE y.tried_at < %(before)s
    ORDER BY y.tried_at LIMIT %(limit)s) AS u
GROUP BY 1 ORDER BY 2, 1
