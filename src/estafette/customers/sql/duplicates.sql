-- Customers that may be the same person as one: they share an e-mail address, a phone, or a name and postcode.
-- Locks: none. Rows: the contacts of the customer and those that match, at most the limit. Relies on the index on
-- customers_contact (customer_id) and the expression indexes on e-mail, phone and words.
WITH own AS (
    SELECT name, company, email, phone, postcode FROM customers_contact
    WHERE customer_id = %(customer)s AND erased_at IS NULL
),
matches AS (
    SELECT c.customer_id, 'email' AS reason
    FROM own JOIN customers_contact c ON lower(c.email) = lower(own.email) AND c.email <> ''
    WHERE own.email <> ''
    UNION
    SELECT c.customer_id, 'phone'
    FROM own JOIN customers_contact c
      ON right(regexp_replace(c.phone, '[^0-9]', '', 'g'), 9) = right(regexp_replace(own.phone, '[^0-9]', '', 'g'), 9)
     AND c.phone <> ''
    WHERE length(regexp_replace(own.phone, '[^0-9]', '', 'g')) >= 6
    UNION
    SELECT c.customer_id, 'name'
    FROM own JOIN customers_contact c
      ON to_tsvector('simple', c.name || ' ' || c.company) @@ plainto_tsquery('simple', own.name)
     AND lower(c.name) = lower(own.name) AND c.postcode = own.postcode
    WHERE own.name <> '' AND own.postcode <> ''
)
SELECT customer_id, array_agg(reason ORDER BY reason)
FROM matches
WHERE customer_id IS NOT NULL AND customer_id <> %(customer)s
GROUP BY customer_id
ORDER BY count(*) DESC, customer_id DESC
LIMIT %(limit)s
