-- Holds whose time is over, at most a batch. Locks: none; the clearing locks. Index: orders_hold_due.
SELECT h.order_id::text, h.id::text FROM orders_hold AS h
WHERE h.cleared_at IS NULL AND h.until <= %(at)s ORDER BY h.until LIMIT %(batch)s
