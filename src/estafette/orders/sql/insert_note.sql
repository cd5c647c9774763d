-- Write a note on a locked order. Locks: the new row. Index: none.
INSERT INTO orders_note (order_id, text, author, written_at)
VALUES (%(order)s::uuid, %(text)s, %(author)s, %(at)s) RETURNING id::text
