-- Write contacts under ids that the caller made; one that is there already stays as it is.
-- Locks: the new rows. Rows: one a contact. Index: customers_contact primary key.
INSERT INTO customers_contact
    (id, customer_id, name, company, email, phone, street1, street2, postcode, city, region, country, created_at)
SELECT id, customer_id, name, company, email, phone, street1, street2, postcode, city, region, country, %(at)s
FROM json_to_recordset(%(contacts)s::json) AS c(
    id uuid, customer_id uuid, name text, company text, email text, phone text, street1 text, street2 text,
    postcode text, city text, region text, country text)
ON CONFLICT (id) DO NOTHING
