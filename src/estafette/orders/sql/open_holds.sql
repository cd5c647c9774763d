-- Put locked orders on hold. Locks: the new rows. Index: none.
INSERT INTO orders_hold (order_id, kind, reason, until, placed_at, placed_by)
SELECT h.o, h.kind, h.reason, h.until, %(at)s, %(actor)s
FROM json_to_recordset(%(holds)s::json) AS h(o uuid, kind text, reason text, until timestamptz)
RETURNING order_id::text, id::text
