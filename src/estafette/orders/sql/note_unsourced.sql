-- Note which lines of these orders no place could serve, and forget those that wait no longer.
-- Locks: rows of locked orders. Rows: one a line. Index: orders_unsourced primary key.
WITH lines AS MATERIALIZED (
    SELECT * FROM json_to_recordset(%(lines)s::json) AS n(o uuid, line integer, units integer)
), served AS (
    DELETE FROM orders_unsourced AS u
    WHERE u.order_id = ANY (%(ids)s::uuid[])
      AND NOT EXISTS (SELECT 1 FROM lines AS n WHERE n.o = u.order_id AND n.line = u.line)
)
INSERT INTO orders_unsourced (order_id, line, units, tried_at) SELECT n.o, n.line, n.units, %(at)s FROM lines AS n
ON CONFLICT (order_id, line) DO UPDATE SET units = excluded.units, tried_at = excluded.tried_at
