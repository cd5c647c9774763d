-- Identity: an order's goods, discounts and taxes are the sums of its lines'. Locks: none. Rows: all lines.
SELECT 'order ' || o.number,
       'goods ' || o.goods || '/' || l.goods || ', discount ' || o.discount || '/' || l.discount
       || ', tax ' || (o.tax - o.charges_tax) || '/' || l.tax || ', canceled ' || o.canceled_total || '/'
       || l.canceled
FROM orders_order AS o
JOIN (SELECT order_id, sum(amount) AS goods, sum(discount) AS discount, sum(tax) AS tax,
             sum(canceled_amount) AS canceled FROM orders_line GROUP BY order_id) AS l ON l.order_id = o.id
WHERE o.goods <> l.goods OR o.discount <> l.discount OR o.tax - o.charges_tax <> l.tax
   OR o.canceled_total <> l.canceled
