-- Where the assigned units of a line are: the place, and the local day whose room they take there.
CREATE TABLE orders_assignment (
    order_id uuid NOT NULL,
    line integer NOT NULL,
    location_id integer NOT NULL,
    day date NOT NULL,
    quantity integer NOT NULL CHECK (quantity > 0),
    decision_id uuid,
    assigned_at timestamptz NOT NULL,
    assigned_by text NOT NULL,
    PRIMARY KEY (order_id, line, location_id, day),
    FOREIGN KEY (order_id, line) REFERENCES orders_line (order_id, line)
);

-- Places that may not serve a line any more, because they rejected it or were ruled out.
CREATE TABLE orders_exclusion (
    order_id uuid NOT NULL,
    line integer NOT NULL,
    location_id integer NOT NULL,
    reason text NOT NULL,
    excluded_at timestamptz NOT NULL,
    excluded_by text NOT NULL,
    PRIMARY KEY (order_id, line, location_id),
    FOREIGN KEY (order_id, line) REFERENCES orders_line (order_id, line)
);

-- Lines that no place could serve when they were last tried; they are tried again, the oldest first.
CREATE TABLE orders_unsourced (
    order_id uuid NOT NULL,
    line integer NOT NULL,
    units integer NOT NULL CHECK (units > 0),
    tried_at timestamptz NOT NULL,
    PRIMARY KEY (order_id, line),
    FOREIGN KEY (order_id, line) REFERENCES orders_line (order_id, line)
);
CREATE INDEX orders_unsourced_tried ON orders_unsourced (tried_at);
