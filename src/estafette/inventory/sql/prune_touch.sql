-- Forget which SKUs changed more than five minutes ago. Locks: the old rows. Index: primary key.
DELETE FROM inventory_touch AS t WHERE t.id < coalesce(
    (SELECT max(o.id) FROM inventory_touch AS o WHERE o.at < now() - interval '5 minutes'), 0)
