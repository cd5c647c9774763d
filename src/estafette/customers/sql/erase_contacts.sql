-- Blank contacts for ever: those named, and all of the customers named. Ids stay.
-- Locks: the rows it blanks, in the order of their ids. Rows: one a contact that is not blank yet. Relies on the
-- primary key of customers_contact and its index on customer_id.
WITH chosen AS (
    SELECT id FROM customers_contact
    WHERE (id = ANY (%(contacts)s::uuid[]) OR customer_id = ANY (%(customers)s::uuid[])) AND erased_at IS NULL
    ORDER BY id
    FOR NO KEY UPDATE
)
UPDATE customers_contact c
SET name = '', company = '', email = '', phone = '', street1 = '', street2 = '', postcode = '', city = '',
    region = '', country = '', erased_at = %(at)s
FROM chosen
WHERE c.id = chosen.id
RETURNING c.id, c.customer_id
