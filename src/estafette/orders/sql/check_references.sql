-- Identity: every order stands under its reference, and every reference that was placed has its order.
-- Locks: none. Rows: all orders and references.
SELECT 'reference ' || coalesce(r.channel_id, o.channel_id) || '/' || coalesce(r.ref, o.reference),
       CASE WHEN o.id IS NULL THEN 'no order' ELSE 'not claimed by its order' END
FROM orders_order AS o
FULL JOIN (SELECT * FROM orders_reference WHERE kind = 'order' AND order_id IS NOT NULL) AS r ON r.order_id = o.id
WHERE o.id IS NULL OR r.order_id IS NULL OR r.ref <> o.reference OR r.number <> o.number
