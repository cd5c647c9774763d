-- What SKU codes mean: kind, units, weight, and for kits the components of the version in force at an instant.
-- Locks: none. Rows: one a code, and those of its kit. Relies on the unique index on catalog_sku (code) and the
-- primary keys of catalog_kit_version, catalog_kit_component and catalog_personalization_field.
SELECT s.id, s.code, s.kind, s.active, s.sellable, s.sold_alone, s.base_unit, s.weight_g, s.tax_category,
       v.number, v.components,
       EXISTS (SELECT FROM catalog_personalization_field f WHERE f.sku_id = s.id) AS personalized
FROM catalog_sku s
LEFT JOIN LATERAL (
    SELECT k.number, (
        SELECT jsonb_agg(jsonb_build_array(i.id, i.code, c.quantity, c.share, i.weight_g) ORDER BY c.position)
        FROM catalog_kit_component c JOIN catalog_sku i ON i.id = c.component_id
        WHERE c.kit_id = k.kit_id AND c.number = k.number
    ) AS components
    FROM catalog_kit_version k
    WHERE k.kit_id = s.id AND k.effective_from <= %(at)s
    ORDER BY k.effective_from DESC, k.number DESC
    LIMIT 1
) v ON s.kind = 'kit'
WHERE s.code = ANY (%(codes)s)
