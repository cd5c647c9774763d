CREATE SEQUENCE orders_number AS bigint START 100001 CACHE 50;

CREATE TABLE orders_order (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    number bigint NOT NULL,
    channel_id integer NOT NULL,
    legal_entity_id integer NOT NULL,
    brand_id integer NOT NULL,
    reference text NOT NULL,
    status text NOT NULL CHECK (status IN ('placed', 'on_hold', 'in_progress', 'partially_shipped', 'shipped',
                                           'delivered', 'partially_returned', 'returned', 'canceled')),
    version integer NOT NULL DEFAULT 1,
    customer_id uuid,
    ship_contact_id uuid,
    bill_contact_id uuid,
    language text NOT NULL,
    currency text NOT NULL CHECK (length(currency) = 3),
    prices_include_tax boolean NOT NULL,
    goods bigint NOT NULL,
    discount bigint NOT NULL CHECK (discount >= 0),
    shipping bigint NOT NULL,
    fees bigint NOT NULL,
    tax bigint NOT NULL,
    charges_tax bigint NOT NULL,
    adjustment bigint NOT NULL DEFAULT 0,
    total bigint NOT NULL,
    canceled_total bigint NOT NULL DEFAULT 0,
    fx_rate numeric(18, 9) NOT NULL DEFAULT 1,
    method text NOT NULL DEFAULT '',
    paid boolean NOT NULL DEFAULT false,
    placed_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    CONSTRAINT orders_order_total CHECK (
        total = goods - discount + shipping + fees + CASE WHEN prices_include_tax THEN 0 ELSE tax END + adjustment)
) WITH (fillfactor = 85);
CREATE INDEX orders_order_state ON orders_order (channel_id, status, id);
CREATE INDEX orders_order_by_number ON orders_order (number);
CREATE INDEX orders_order_customer ON orders_order (customer_id, id) WHERE customer_id IS NOT NULL;
CREATE INDEX orders_order_ship_contact ON orders_order (ship_contact_id) WHERE ship_contact_id IS NOT NULL;

-- Lines are written by the statement that writes their order, and `estafette check` proves that each has one: a
-- foreign key would look the order up again for every line.
CREATE TABLE orders_line (
    order_id uuid NOT NULL,
    line integer NOT NULL CHECK (line > 0),
    parent_line integer,
    substitutes_line integer,
    sku_id bigint,
    sku text NOT NULL,
    title text NOT NULL DEFAULT '',
    kit_version integer,
    ordered integer NOT NULL CHECK (ordered >= 0),
    canceled integer NOT NULL DEFAULT 0 CHECK (canceled >= 0),
    backordered integer NOT NULL DEFAULT 0 CHECK (backordered >= 0),
    unassigned integer NOT NULL DEFAULT 0 CHECK (unassigned >= 0),
    assigned integer NOT NULL DEFAULT 0 CHECK (assigned >= 0),
    picked integer NOT NULL DEFAULT 0 CHECK (picked >= 0),
    packed integer NOT NULL DEFAULT 0 CHECK (packed >= 0),
    shipped integer NOT NULL DEFAULT 0 CHECK (shipped >= 0),
    delivered integer NOT NULL DEFAULT 0 CHECK (delivered >= 0),
    return_expected integer NOT NULL DEFAULT 0 CHECK (return_expected >= 0),
    return_received integer NOT NULL DEFAULT 0 CHECK (return_received >= 0),
    unit_price numeric(18, 6) NOT NULL,
    amount bigint NOT NULL,
    discount bigint NOT NULL DEFAULT 0 CHECK (discount >= 0),
    tax bigint NOT NULL DEFAULT 0,
    tax_rate numeric(7, 4),
    canceled_amount bigint NOT NULL DEFAULT 0,
    personalization jsonb,
    PRIMARY KEY (order_id, line),
    CONSTRAINT orders_line_units CHECK (
        ordered = canceled + backordered + unassigned + assigned + picked + packed + shipped),
    CONSTRAINT orders_line_delivered CHECK (delivered <= shipped),
    CONSTRAINT orders_line_returned CHECK (return_expected + return_received <= shipped)
);

-- A kit as it was sold. What is kept, reserved and sent are its component lines.
CREATE TABLE orders_kit (
    order_id uuid NOT NULL REFERENCES orders_order,
    line integer NOT NULL CHECK (line > 0),
    sku_id bigint NOT NULL,
    sku text NOT NULL,
    title text NOT NULL DEFAULT '',
    kit_version integer NOT NULL,
    quantity integer NOT NULL CHECK (quantity > 0),
    unit_price numeric(18, 6) NOT NULL,
    amount bigint NOT NULL,
    discount bigint NOT NULL,
    tax bigint NOT NULL,
    PRIMARY KEY (order_id, line)
);

CREATE TABLE orders_hold (
    order_id uuid NOT NULL REFERENCES orders_order,
    id uuid NOT NULL DEFAULT uuidv7(),
    kind text NOT NULL CHECK (kind IN ('payment', 'fraud', 'remorse', 'address', 'review', 'content', 'stock',
                                       'manual')),
    reason text NOT NULL DEFAULT '',
    details jsonb NOT NULL DEFAULT '[]',
    until timestamptz,
    placed_at timestamptz NOT NULL,
    placed_by text NOT NULL,
    cleared_at timestamptz,
    cleared_by text,
    cleared_note text,
    PRIMARY KEY (order_id, id),
    CHECK ((cleared_at IS NULL) = (cleared_by IS NULL))
);
CREATE INDEX orders_hold_open ON orders_hold (kind, order_id) WHERE cleared_at IS NULL;
CREATE INDEX orders_hold_due ON orders_hold (until) WHERE cleared_at IS NULL AND until IS NOT NULL;

-- The key table of names that must be unique: (channel, kind, reference). The row is the idempotency key of
-- capture: it is claimed before anything else and keeps the first answer, a refusal included.
CREATE TABLE orders_reference (
    channel_id integer NOT NULL,
    kind text NOT NULL,
    ref text NOT NULL,
    order_id uuid,
    number bigint,
    fingerprint bytea NOT NULL,
    outcome text NOT NULL DEFAULT '',
    answer jsonb,
    recorded_at timestamptz NOT NULL,
    PRIMARY KEY (channel_id, kind, ref)
);

CREATE TABLE orders_note (
    order_id uuid NOT NULL REFERENCES orders_order,
    id uuid NOT NULL DEFAULT uuidv7(),
    text text NOT NULL,
    author text NOT NULL,
    written_at timestamptz NOT NULL,
    PRIMARY KEY (order_id, id)
);

CREATE TABLE orders_tag (
    order_id uuid NOT NULL REFERENCES orders_order,
    tag text NOT NULL,
    PRIMARY KEY (order_id, tag)
);
CREATE INDEX orders_tag_name ON orders_tag (tag, order_id);

-- What a channel sent, for orders whose content could not be taken as it was. Free of addresses.
CREATE TABLE orders_sent (
    order_id uuid PRIMARY KEY REFERENCES orders_order,
    body jsonb NOT NULL
);
