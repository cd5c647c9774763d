-- A place for the rows of one file as they stand in it, and one for what they mean; both of this session alone.
-- Locks: none of others. Rows, index: none.
DO $$ BEGIN
    CREATE TEMPORARY SEQUENCE IF NOT EXISTS inventory_load_n;
    CREATE TEMPORARY TABLE IF NOT EXISTS inventory_load (
        n bigint NOT NULL DEFAULT nextval('inventory_load_n'),
        sku text, location text, on_hand text, as_of text, sequence text
    );
    CREATE TEMPORARY TABLE IF NOT EXISTS inventory_told (
        sku_id bigint, location_id integer, on_hand integer, as_of timestamptz, sequence bigint
    );
    TRUNCATE inventory_load, inventory_told;
END $$
