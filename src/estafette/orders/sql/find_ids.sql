-- Ids of orders by one exact criterion, newest first, before an id; the others are null. Channels and states
-- narrow where a criterion fits many orders, so that a page is full as long as there are more.
-- Locks: none. Index: orders_order_by_number, orders_reference primary key, orders_order_customer,
-- orders_order_ship_contact, orders_hold_open, orders_tag_name.
SELECT f.id::text FROM (
    (SELECT o.id FROM orders_order AS o WHERE o.number = %(number)s::bigint)
    UNION (SELECT r.order_id FROM orders_reference AS r
           WHERE r.channel_id = ANY (%(channels)s::integer[]) AND r.kind = 'order' AND r.ref = %(reference)s::text
             AND r.order_id IS NOT NULL)
    UNION (SELECT o.id FROM orders_order AS o
           WHERE o.customer_id = %(customer)s::uuid AND o.id < %(before)s::uuid
             AND o.channel_id = ANY (%(channels)s::integer[]) AND o.status = ANY (%(states)s::text[])
           ORDER BY o.id DESC LIMIT %(limit)s)
    UNION (SELECT o.id FROM orders_order AS o WHERE o.ship_contact_id = ANY (%(contacts)s::uuid[]))
    UNION (SELECT DISTINCT h.order_id FROM orders_hold AS h JOIN orders_order AS o ON o.id = h.order_id
           WHERE h.kind = %(hold)s::text AND h.cleared_at IS NULL AND h.order_id < %(before)s::uuid
             AND o.channel_id = ANY (%(channels)s::integer[]) AND o.status = ANY (%(states)s::text[])
           ORDER BY h.order_id DESC LIMIT %(limit)s)
    UNION (SELECT t.order_id FROM orders_tag AS t JOIN orders_order AS o ON o.id = t.order_id
           WHERE t.tag = %(tag)s::text AND t.order_id < %(before)s::uuid
             AND o.channel_id = ANY (%(channels)s::integer[]) AND o.status = ANY (%(states)s::text[])
           ORDER BY t.order_id DESC LIMIT %(limit)s)
) AS f(id)
WHERE f.id < %(before)s::uuid ORDER BY f.id DESC LIMIT %(limit)s
