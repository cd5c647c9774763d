-- Forget which SKUs changed before an instant. Locks: the old rows. Rows: those. Index: primary key, from its
-- beginning: rows are numbered about in the order of time, so the first young one ends the search.
DELETE FROM inventory_touch AS t WHERE t.id < coalesce(
    (SELECT y.id FROM inventory_touch AS y WHERE y.at >= %(before)s ORDER BY y.id LIMIT 1),
    (SELECT max(o.id) + 1 FROM inventory_touch AS o), 0)
