-- Orders with their lines by id, newest first: for look-ups by number, reference, customer, contact, hold or tag.
-- Locks: none. Index: primary keys.
SELECT o.id::text, o.number, o.channel_id, o.reference, o.status, o.version, o.currency, o.total,
       o.canceled_total, o.placed_at, o.recorded_at,
       (SELECT json_agg(json_build_object('line', l.line, 'sku', l.sku, 'ordered', l.ordered,
                                          'canceled', l.canceled, 'shipped', l.shipped, 'amount', l.amount)
                        ORDER BY l.line)::text FROM orders_line AS l WHERE l.order_id = o.id),
       (SELECT array_agg(h.kind ORDER BY h.kind) FROM orders_hold AS h
        WHERE h.order_id = o.id AND h.cleared_at IS NULL),
       (SELECT array_agg(t.tag ORDER BY t.tag) FROM orders_tag AS t WHERE t.order_id = o.id)
FROM orders_order AS o
WHERE o.id = ANY (%(ids)s::uuid[]) AND o.channel_id = ANY (%(channels)s::integer[])
  AND o.status = ANY (%(states)s::text[])
ORDER BY o.id DESC
