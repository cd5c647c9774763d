-- Add tags to a locked order; those that it has already are left out of the answer.
-- Locks: the new rows. Index: orders_tag primary key.
INSERT INTO orders_tag (order_id, tag) SELECT %(order)s::uuid, t FROM unnest(%(tags)s::text[]) AS u(t)
ON CONFLICT DO NOTHING RETURNING tag
