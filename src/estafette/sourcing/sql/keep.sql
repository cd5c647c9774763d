-- Keep decisions with their reasons.
-- Locks: the new rows. Rows: one an order. Index: primary key.
INSERT INTO sourcing_decision
    (order_id, id, batch, rules, seed, "position", decided_at, actor, cost, bound, steps, reasons)
SELECT d.o, d.id, %(batch)s::uuid, %(rules)s, %(seed)s, %(position)s, %(at)s, %(actor)s, d.cost, d.bound, d.steps,
       d.reasons
FROM json_to_recordset(%(decisions)s::json)
    AS d(o uuid, id uuid, cost bigint, bound bigint, steps jsonb, reasons jsonb)
