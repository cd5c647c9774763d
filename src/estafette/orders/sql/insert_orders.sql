-- Write new orders with their lines and kits.
-- Locks: the new rows. Rows: all of them, once.
-- Index: primary keys.
WITH fresh AS (
    INSERT INTO orders_order
        (id, number, channel_id, legal_entity_id, brand_id, reference, status, customer_id, ship_contact_id,
         bill_contact_id, language, currency, prices_include_tax, goods, discount, shipping, fees, tax,
         charges_tax, adjustment, total, fx_rate, method, paid, placed_at, recorded_at)
    SELECT id, number, channel, entity, brand, ref, status, customer, ship, bill, language, currency, tax_in, goods,
           discount, shipping, fees, tax, charges_tax, adjustment, total, 1, method, paid,
           coalesce(placed_at, %(at)s), %(at)s
    FROM json_to_recordset(%(orders)s::json) AS o(
        id uuid, number bigint, channel integer, entity integer, brand integer, ref text, status text,
        customer uuid, ship uuid, bill uuid, language text, currency text, tax_in boolean, goods bigint,
        discount bigint, shipping bigint, fees bigint, tax bigint, charges_tax bigint, adjustment bigint,
        total bigint, method text, paid boolean, placed_at timestamptz)
), sold_kits AS (
    INSERT INTO orders_kit
        (order_id, line, sku_id, sku, title, kit_version, quantity, unit_price, amount, discount, tax)
    SELECT * FROM json_to_recordset(%(kits)s::json) AS k(
        o uuid, line integer, sku_id bigint, sku text, title text, kit integer, quantity integer, price numeric,
        amount bigint, discount bigint, tax bigint)
), fresh_lines AS (
    INSERT INTO orders_line
        (order_id, line, parent_line, sku_id, sku, title, kit_version, ordered, backordered, unassigned,
         unit_price, amount, discount, tax, tax_rate, personalization)
    SELECT o, line, parent, sku_id, sku, coalesce(title, ''), kit, q, coalesce(back, 0), q - coalesce(back, 0),
           price, amount, coalesce(discount, 0), coalesce(tax, 0), rate, text
    FROM json_to_recordset(%(lines)s::json) AS l(
        o uuid, line integer, parent integer, sku_id bigint, sku text, title text, kit integer, q integer,
        back integer, price numeric, amount bigint, discount bigint, tax bigint, rate numeric, text jsonb)
)
SELECT 1
