-- Write what few orders have: holds, tags, notes, and what was sent where it could not be taken as it was.
-- Locks: the new rows. Rows: one each. Index: primary keys.
WITH fresh_holds AS (
    INSERT INTO orders_hold (order_id, kind, reason, details, until, placed_at, placed_by)
    SELECT o, kind, reason, details, until, %(at)s, actor FROM json_to_recordset(%(holds)s::json)
        AS h(o uuid, kind text, reason text, details jsonb, until timestamptz, actor text)
), fresh_tags AS (
    INSERT INTO orders_tag (order_id, tag)
    SELECT o, tag FROM json_to_recordset(%(tags)s::json) AS t(o uuid, tag text)
    ON CONFLICT DO NOTHING
), fresh_notes AS (
    INSERT INTO orders_note (order_id, text, author, written_at)
    SELECT o, text, author, %(at)s FROM json_to_recordset(%(notes)s::json) AS n(o uuid, text text, author text)
)
INSERT INTO orders_sent (order_id, body)
SELECT o, body FROM json_to_recordset(%(sent)s::json) AS s(o uuid, body jsonb)
