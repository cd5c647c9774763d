-- Remove tags from a locked order. Locks: the rows. Index: orders_tag primary key.
DELETE FROM orders_tag AS t WHERE t.order_id = %(order)s::uuid AND t.tag = ANY (%(tags)s::text[])
RETURNING t.tag
