-- One order with all that belongs to it, as JSON. Locks: none. Index: primary keys.
SELECT json_build_object(
    'order', to_json(o),
    'lines', coalesce((SELECT json_agg(to_json(l) ORDER BY l.line) FROM orders_line AS l
                       WHERE l.order_id = o.id), '[]'),
    'assignments', coalesce((SELECT json_agg(json_build_object('line', a.line, 'location_id', a.location_id,
                                                              'day', a.day, 'quantity', a.quantity)
                                            ORDER BY a.line, a.location_id, a.day)
                             FROM orders_assignment AS a WHERE a.order_id = o.id), '[]'),
    'kits', coalesce((SELECT json_agg(to_json(k) ORDER BY k.line) FROM orders_kit AS k
                      WHERE k.order_id = o.id), '[]'),
    'holds', coalesce((SELECT json_agg(to_json(h) ORDER BY h.id) FROM orders_hold AS h
                       WHERE h.order_id = o.id), '[]'),
    'notes', coalesce((SELECT json_agg(to_json(n) ORDER BY n.id) FROM orders_note AS n
                       WHERE n.order_id = o.id), '[]'),
    'tags', coalesce((SELECT json_agg(t.tag ORDER BY t.tag) FROM orders_tag AS t WHERE t.order_id = o.id), '[]')
)::text
FROM orders_order AS o WHERE o.id = %(id)s::uuid
