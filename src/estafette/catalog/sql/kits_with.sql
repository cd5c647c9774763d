-- Active kits that are made of given items now or will be: (item id, item code, kit code).
-- Locks: none. Rows: the versions of the kits that ever had one of the items. Relies on the index on
-- catalog_kit_component (component_id) and the primary keys.
SELECT DISTINCT c.component_id, i.code, k.code
FROM catalog_kit_component c
JOIN catalog_sku k ON k.id = c.kit_id AND k.active
JOIN catalog_sku i ON i.id = c.component_id
JOIN catalog_kit_version v ON v.kit_id = c.kit_id AND v.number = c.number
WHERE c.component_id = ANY (%(ids)s)
  AND NOT EXISTS (
    SELECT FROM catalog_kit_version later
    WHERE later.kit_id = v.kit_id AND later.effective_from <= %(at)s
      AND (later.effective_from, later.number) > (v.effective_from, v.number)
  )
ORDER BY i.code, k.code
