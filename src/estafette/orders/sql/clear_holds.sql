-- Clear open holds of locked orders; whoever comes second finds them cleared. Also tells whether no other hold
-- than those cleared here is open.
-- Locks: the hold rows. Index: orders_hold primary key.
UPDATE orders_hold AS h SET cleared_at = %(at)s, cleared_by = %(actor)s, cleared_note = %(note)s
FROM json_to_recordset(%(holds)s::json) AS c(o uuid, id uuid)
WHERE h.order_id = c.o AND h.id = c.id AND h.cleared_at IS NULL
RETURNING h.order_id::text, h.id::text, h.kind,
    NOT EXISTS (SELECT 1 FROM orders_hold AS x WHERE x.order_id = h.order_id AND x.id <> h.id
                                               AND x.cleared_at IS NULL
                AND x.id NOT IN (SELECT g.id FROM json_to_recordset(%(holds)s::json) AS g(id uuid)))
