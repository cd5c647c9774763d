-- Identity: an order's version counts its events, without a gap. Locks: none. Rows: all orders and their events.
SELECT 'order ' || o.number, 'version ' || o.version || ', events ' || coalesce(e.n, 0) || ', last '
       || coalesce(e.last, 0)
FROM orders_order AS o
LEFT JOIN (SELECT aggregate, count(*) AS n, max(version) AS last FROM (
               SELECT aggregate, version FROM eventlog_event
               UNION ALL SELECT aggregate, version FROM eventlog_pending) AS a
           WHERE aggregate LIKE 'order:%%' GROUP BY aggregate) AS e ON e.aggregate = 'order:' || o.id
WHERE o.version <> coalesce(e.n, 0) OR o.version <> coalesce(e.last, 0)
