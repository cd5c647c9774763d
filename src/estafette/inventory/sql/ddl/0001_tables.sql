CREATE TABLE inventory_level (
    sku_id bigint NOT NULL,
    location_id integer NOT NULL,
    on_hand integer NOT NULL DEFAULT 0 CHECK (on_hand >= 0),
    reserved integer NOT NULL DEFAULT 0 CHECK (reserved >= 0),
    held_back integer NOT NULL DEFAULT 0 CHECK (held_back >= 0),
    master_as_of timestamptz,
    master_sequence bigint,
    PRIMARY KEY (sku_id, location_id)
) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.05);
CREATE INDEX inventory_level_location ON inventory_level (location_id, sku_id);

CREATE TABLE inventory_unsellable (
    sku_id bigint NOT NULL,
    location_id integer NOT NULL,
    condition text NOT NULL CHECK (condition IN ('damaged', 'quality', 'display', 'inspection')),
    quantity integer NOT NULL CHECK (quantity >= 0),
    PRIMARY KEY (sku_id, location_id, condition)
);

CREATE TABLE inventory_movement (
    sku_id bigint NOT NULL,
    id uuid NOT NULL DEFAULT uuidv7(),
    location_id integer NOT NULL,
    condition text NOT NULL DEFAULT 'sellable'
        CHECK (condition IN ('sellable', 'damaged', 'quality', 'display', 'inspection')),
    quantity integer NOT NULL CHECK (quantity <> 0),
    reason text NOT NULL,
    source_kind text NOT NULL DEFAULT '',
    source_ref text NOT NULL DEFAULT '',
    lot_id text,
    bin_id text,
    owner_id text,
    unit_cost numeric(18, 6),
    actor text NOT NULL,
    effective_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    recorded_xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    PRIMARY KEY (sku_id, location_id, recorded_at, id)
) PARTITION BY RANGE (recorded_at);
CREATE TABLE inventory_movement_default PARTITION OF inventory_movement DEFAULT;

CREATE TABLE inventory_reservation (
    sku_id bigint NOT NULL,
    id uuid NOT NULL DEFAULT uuidv7(),
    location_id integer NOT NULL,
    quantity integer NOT NULL CHECK (quantity > 0),
    state text NOT NULL CHECK (state IN ('soft', 'held', 'tentative', 'assigned', 'consumed', 'expired',
                                         'released', 'moved', 'confirmed', 'backordered')),
    owner_kind text NOT NULL CHECK (owner_kind IN ('cart', 'quote', 'order_line', 'transfer')),
    owner_id uuid NOT NULL,
    owner_line integer NOT NULL,
    channel_id integer,
    expires_at timestamptz,
    replaces uuid,
    actor text NOT NULL,
    opened_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    opened_xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    closed_at timestamptz,
    closed_xid xid8,
    PRIMARY KEY (sku_id, location_id, opened_at, id),
    CHECK ((closed_at IS NULL) = (state IN ('soft', 'held', 'tentative', 'assigned'))),
    CHECK ((closed_at IS NULL) = (closed_xid IS NULL)),
    CHECK (closed_at IS NOT NULL OR (expires_at IS NOT NULL) = (state IN ('soft', 'held')))
);
CREATE INDEX inventory_reservation_owner ON inventory_reservation (owner_id) WHERE closed_at IS NULL;
CREATE INDEX inventory_reservation_closed ON inventory_reservation (sku_id, location_id, closed_at)
    WHERE closed_at IS NOT NULL;
CREATE INDEX inventory_reservation_expiring ON inventory_reservation (expires_at)
    WHERE closed_at IS NULL AND expires_at IS NOT NULL;

CREATE TABLE inventory_demand (
    sku_id bigint NOT NULL,
    id uuid NOT NULL DEFAULT uuidv7(),
    channel_id integer NOT NULL,
    quantity integer NOT NULL CHECK (quantity > 0),
    kind text NOT NULL CHECK (kind IN ('backorder', 'preorder', 'shortage')),
    owner_id uuid NOT NULL,
    owner_line integer NOT NULL,
    supply_id uuid,
    opened_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    opened_xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    closed_at timestamptz,
    closed_xid xid8,
    closed_reason text,
    PRIMARY KEY (sku_id, id),
    CHECK ((closed_at IS NULL) = (closed_xid IS NULL) AND (closed_at IS NULL) = (closed_reason IS NULL))
);
CREATE INDEX inventory_demand_open ON inventory_demand (sku_id) WHERE closed_at IS NULL;
CREATE INDEX inventory_demand_owner ON inventory_demand (owner_id) WHERE closed_at IS NULL;
CREATE INDEX inventory_demand_opened ON inventory_demand (sku_id, opened_at);

CREATE TABLE inventory_rule (
    id uuid PRIMARY KEY DEFAULT uuidv7(),
    kind text NOT NULL CHECK (kind IN ('safety', 'place', 'global', 'cap')),
    sku_id bigint,
    location_id integer,
    channel_id integer,
    quantity integer NOT NULL CHECK (quantity >= 0),
    actor text NOT NULL,
    opened_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    opened_xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    closed_at timestamptz,
    closed_xid xid8,
    CHECK ((closed_at IS NULL) = (closed_xid IS NULL)),
    CHECK (kind NOT IN ('safety', 'place') OR channel_id IS NULL),
    CHECK (kind NOT IN ('global', 'cap') OR location_id IS NULL),
    CHECK (kind <> 'safety' OR (sku_id IS NOT NULL AND location_id IS NOT NULL)),
    CHECK (kind <> 'cap' OR channel_id IS NOT NULL)
);
CREATE UNIQUE INDEX inventory_rule_open ON inventory_rule (kind, sku_id, location_id, channel_id)
    NULLS NOT DISTINCT WHERE closed_at IS NULL;
CREATE INDEX inventory_rule_sku ON inventory_rule (sku_id, opened_at);

CREATE TABLE inventory_supply (
    sku_id bigint NOT NULL,
    id uuid NOT NULL DEFAULT uuidv7(),
    location_id integer NOT NULL,
    source_kind text NOT NULL,
    source_ref text NOT NULL,
    quantity integer NOT NULL CHECK (quantity > 0),
    received integer NOT NULL DEFAULT 0 CHECK (received >= 0),
    pegged integer NOT NULL DEFAULT 0 CHECK (pegged >= 0),
    due_at timestamptz NOT NULL,
    version integer NOT NULL DEFAULT 1,
    closed_at timestamptz,
    PRIMARY KEY (sku_id, id)
);
CREATE UNIQUE INDEX inventory_supply_source
    ON inventory_supply (sku_id, location_id, source_kind, source_ref);
CREATE INDEX inventory_supply_open ON inventory_supply (sku_id, due_at) WHERE closed_at IS NULL;

-- What supply rows were, for answers "as known at": one row a change, append-only.
CREATE TABLE inventory_supply_change (
    sku_id bigint NOT NULL,
    supply_id uuid NOT NULL,
    id uuid NOT NULL DEFAULT uuidv7(),
    location_id integer NOT NULL,
    open_quantity integer NOT NULL,
    due_at timestamptz NOT NULL,
    actor text NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    recorded_xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    PRIMARY KEY (sku_id, supply_id, id)
);

-- Which SKUs changed, for readers that keep answers: pruned after minutes, so it need not survive a crash.
CREATE UNLOGGED TABLE inventory_touch (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    sku_ids bigint[] NOT NULL,
    xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
    at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX inventory_touch_xid ON inventory_touch (xid);

-- Levels as they stood, so that a question about the past scans at most the days since.
CREATE TABLE inventory_snapshot_run (
    id integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    taken_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    visible pg_snapshot NOT NULL,
    system text NOT NULL
);
CREATE TABLE inventory_snapshot (
    sku_id bigint NOT NULL,
    location_id integer NOT NULL,
    run_id integer NOT NULL,
    on_hand integer NOT NULL,
    reserved integer NOT NULL,
    PRIMARY KEY (sku_id, location_id, run_id)
);
