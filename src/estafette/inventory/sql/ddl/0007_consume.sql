-- Purpose: units leave: reservations of owner lines at a place are consumed, on hand and reserved fall
--          together, and the ledger gets a movement.
-- Answer:  one row per wish: its position and the units consumed (less than asked when less was reserved).
-- Locks:   the owners' open reservations in (sku, id) order, then level rows in (sku, location) order.
-- Index:   inventory_reservation_owner, inventory_level primary key.
CREATE FUNCTION inventory_consume_v1(
    p_owner uuid[], p_line integer[], p_location integer[], p_quantity integer[],
    p_source_ref text, p_actor text, p_at timestamptz
) RETURNS TABLE (n integer, units integer)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    wish record;
    held record;
    left_over integer;
    got integer;
    skus bigint[] := '{}'; locs integer[] := '{}'; us integer[] := '{}';
BEGIN
    PERFORM 1 FROM inventory_reservation AS r
    WHERE r.owner_id = ANY (p_owner) AND r.closed_at IS NULL
    ORDER BY r.sku_id, r.id FOR UPDATE;
    FOR wish IN
        SELECT t.* FROM unnest(p_owner, p_line, p_location, p_quantity)
            WITH ORDINALITY AS t(owner, line, loc, quantity, n)
    LOOP
        units := 0;
        n := wish.n;
        left_over := wish.quantity;
        FOR held IN
            SELECT * FROM inventory_reservation AS r
            WHERE r.owner_id = wish.owner AND r.owner_line = wish.line AND r.closed_at IS NULL
              AND r.location_id = wish.loc
            ORDER BY r.quantity DESC, r.id
        LOOP
            EXIT WHEN left_over = 0;
            got := least(left_over, held.quantity);
            UPDATE inventory_reservation
            SET state = 'consumed', closed_at = clock_timestamp(), closed_xid = pg_current_xact_id()
            WHERE sku_id = held.sku_id AND location_id = held.location_id AND opened_at = held.opened_at
                  AND id = held.id;
            IF got < held.quantity THEN
                INSERT INTO inventory_reservation
                    (sku_id, location_id, quantity, state, owner_kind, owner_id, owner_line, channel_id,
                     expires_at, replaces, actor)
                VALUES (held.sku_id, held.location_id, held.quantity - got, held.state, held.owner_kind,
                        held.owner_id, held.owner_line, held.channel_id, held.expires_at, held.id, p_actor);
            END IF;
            skus := skus || held.sku_id; locs := locs || held.location_id; us := us || got;
            units := units + got;
            left_over := left_over - got;
        END LOOP;
        RETURN NEXT;
    END LOOP;
    PERFORM 1 FROM inventory_level AS v
    JOIN (SELECT DISTINCT t.sku, t.loc FROM unnest(skus, locs) AS t(sku, loc)) AS k
      ON v.sku_id = k.sku AND v.location_id = k.loc
    ORDER BY v.sku_id, v.location_id FOR NO KEY UPDATE OF v;
    UPDATE inventory_level AS v SET on_hand = v.on_hand - gone.units, reserved = v.reserved - gone.units
    FROM (SELECT t.sku, t.loc, sum(t.units)::integer AS units
          FROM unnest(skus, locs, us) AS t(sku, loc, units) GROUP BY t.sku, t.loc) AS gone
    WHERE v.sku_id = gone.sku AND v.location_id = gone.loc;
    INSERT INTO inventory_movement
        (sku_id, location_id, quantity, reason, source_kind, source_ref, actor, effective_at)
    SELECT t.sku, t.loc, -sum(t.units)::integer, 'shipment', 'order', p_source_ref, p_actor, p_at
    FROM unnest(skus, locs, us) AS t(sku, loc, units) GROUP BY t.sku, t.loc;
    IF cardinality(skus) > 0 THEN
        INSERT INTO inventory_touch (sku_ids) SELECT array_agg(DISTINCT t.sku) FROM unnest(skus) AS t(sku);
    END IF;
END $$;
