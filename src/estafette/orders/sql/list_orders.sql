-- A page of orders with their lines, newest first, before an id: the newest of each (channel, state) asked for,
-- merged. So a page costs the same whatever the number of orders, and one index serves every filter.
-- Locks: none. Rows: at most a page a (channel, state), then a page with lines.
-- Index: orders_order_state, orders_line primary key.
WITH found AS MATERIALIZED (
    SELECT o.* FROM unnest(%(channels)s::integer[]) AS c(id)
    CROSS JOIN unnest(%(states)s::text[]) AS s(state)
    CROSS JOIN LATERAL (
        SELECT i.id FROM orders_order AS i
        WHERE i.channel_id = c.id AND i.status = s.state
          AND i.id < %(before)s::uuid AND i.id >= %(since)s::uuid
        ORDER BY i.id DESC LIMIT %(limit)s
    ) AS top
    JOIN orders_order AS o ON o.id = top.id
    ORDER BY o.id DESC LIMIT %(limit)s
)
SELECT o.id::text, o.number, o.channel_id, o.reference, o.status, o.version, o.currency, o.total,
       o.canceled_total, o.placed_at, o.recorded_at,
       (SELECT json_agg(json_build_object('line', l.line, 'sku', l.sku, 'ordered', l.ordered,
                                          'canceled', l.canceled, 'shipped', l.shipped, 'amount', l.amount)
                        ORDER BY l.line)::text FROM orders_line AS l WHERE l.order_id = o.id),
       (SELECT array_agg(h.kind ORDER BY h.kind) FROM orders_hold AS h
        WHERE h.order_id = o.id AND h.cleared_at IS NULL),
       (SELECT array_agg(t.tag ORDER BY t.tag) FROM orders_tag AS t WHERE t.order_id = o.id)
FROM found AS o ORDER BY o.id DESC
