-- Purpose: the status of an order from its line quantities and open holds; the one place where SQL derives it.
--          rules.derive_status says the same in Python, and a test compares them.
-- Locks: none. Rows: the lines and holds of one order. Index: primary keys.
CREATE FUNCTION orders_status_v1(p_order uuid) RETURNS text LANGUAGE sql STABLE AS $$
    SELECT CASE
        WHEN q.ordered > 0 AND q.canceled = q.ordered THEN 'canceled'
        WHEN q.shipped > 0 AND q.returned = q.shipped AND q.waiting = 0 THEN 'returned'
        WHEN q.returned > 0 THEN 'partially_returned'
        WHEN q.shipped > 0 AND q.waiting = 0 AND q.delivered = q.shipped THEN 'delivered'
        WHEN EXISTS (SELECT 1 FROM orders_hold AS h WHERE h.order_id = p_order AND h.cleared_at IS NULL)
            THEN 'on_hold'
        WHEN q.shipped > 0 AND q.waiting = 0 THEN 'shipped'
        WHEN q.shipped > 0 THEN 'partially_shipped'
        WHEN q.working > 0 THEN 'in_progress'
        ELSE 'placed' END
    FROM (SELECT coalesce(sum(l.ordered), 0) AS ordered, coalesce(sum(l.canceled), 0) AS canceled,
                 coalesce(sum(l.shipped), 0) AS shipped, coalesce(sum(l.delivered), 0) AS delivered,
                 coalesce(sum(l.return_received), 0) AS returned,
                 coalesce(sum(l.assigned + l.picked + l.packed), 0) AS working,
                 coalesce(sum(l.backordered + l.unassigned + l.assigned + l.picked + l.packed), 0) AS waiting
          FROM orders_line AS l WHERE l.order_id = p_order) AS q
$$;
