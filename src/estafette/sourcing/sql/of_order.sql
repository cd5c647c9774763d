-- Decisions of one order, newest first, before an id. Locks: none. Rows: a page. Index: primary key.
SELECT d.id::text, d.order_id::text, d.batch::text, d.rules, d.seed, d."position", d.decided_at, d.actor, d.cost,
       d.bound, d.steps::text, d.reasons::text
FROM sourcing_decision AS d
WHERE d.order_id = %(order)s::uuid AND d.id < %(before)s::uuid
ORDER BY d.id DESC LIMIT %(limit)s
