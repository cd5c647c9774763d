-- Contacts by e-mail address, by the last digits of a phone number, or by words of a name; the newest first.
-- Locks: none. Rows: those found, at most the limit. Relies on the expression indexes customers_contact_email,
-- customers_contact_phone and customers_contact_words; a condition that was not asked for is not there.
SELECT id, customer_id, name, company, email, phone, street1, street2, postcode, city, region, country,
       created_at, erased_at
FROM customers_contact c
WHERE c.id IN (
    SELECT id FROM customers_contact
    WHERE %(email)s <> '' AND lower(email) = lower(%(email)s) AND email <> ''
    UNION
    SELECT id FROM customers_contact
    WHERE %(digits)s <> '' AND right(regexp_replace(phone, '[^0-9]', '', 'g'), 9) = %(digits)s AND phone <> ''
    UNION
    SELECT id FROM customers_contact
    WHERE %(name)s <> ''
      AND to_tsvector('simple', name || ' ' || company) @@ websearch_to_tsquery('simple', %(name)s)
)
AND (%(after)s::uuid IS NULL OR c.id < %(after)s::uuid)
ORDER BY c.id DESC
LIMIT %(limit)s
