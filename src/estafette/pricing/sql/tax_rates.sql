-- The VAT rate of each country and category on a date; a country without the category gives its standard rate.
-- Locks: none. Rows: one for each that is known. Relies on the primary key of pricing_tax_rate.
SELECT w.country, w.category, r.category, r.rate
FROM unnest(%(countries)s::text[], %(categories)s::text[]) AS w (country, category)
CROSS JOIN LATERAL (
    SELECT t.category, t.rate
    FROM pricing_tax_rate t
    WHERE t.country = w.country AND t.category IN (w.category, 'standard') AND t.valid_from <= %(on)s
    ORDER BY (t.category = w.category) DESC, t.valid_from DESC
    LIMIT 1
) r
