-- Note that the catalog changes in this transaction, for processes that remember what they read.
-- Old notes go with it. Locks: its own row, and old ones that nobody else deletes. Index: catalog_change_xid.
WITH old AS (
    DELETE FROM catalog_change WHERE id IN (
        SELECT c.id FROM catalog_change AS c WHERE c.at < clock_timestamp() - interval '1 hour'
        ORDER BY c.id LIMIT 100 FOR UPDATE SKIP LOCKED)
)
INSERT INTO catalog_change DEFAULT VALUES
