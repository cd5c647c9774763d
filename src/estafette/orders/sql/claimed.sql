-- What became of references that were claimed before. Locks: none. Index: orders_reference primary key.
SELECT r.channel_id, r.ref, r.fingerprint, r.order_id::text, r.number, r.outcome, r.answer
FROM orders_reference AS r
JOIN (SELECT DISTINCT * FROM json_to_recordset(%(claims)s::json) AS j(channel integer, ref text)) AS c
  ON r.channel_id = c.channel AND r.kind = 'order' AND r.ref = c.ref
