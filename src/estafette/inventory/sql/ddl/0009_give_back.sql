-- Purpose: give up units that owners hold: for p_place 0 what waits (demand without a place first, then
--          reservations that are not assigned), else what is assigned to that place. What is
--          left of a row goes on in a new row, so that a reservation's quantity never changes.
-- Answer:  one row per piece given up: position in the request, SKU, location (0 for demand), units.
-- Locks:   the supply that the owners' demand is pegged to (as receipts do: supply first), their open demand and
--          reservation rows in (sku, id) order, then level rows in (sku, location) order.
-- Rows:    a few per owner line. Index: inventory_reservation_owner, inventory_demand_owner.
CREATE FUNCTION inventory_give_back_v2(
    p_owner uuid[], p_line integer[], p_place integer[], p_quantity integer[], p_state text, p_actor text
) RETURNS TABLE (n integer, sku bigint, location integer, units integer)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    wish record;
    held record;
    left_over integer;
    got integer;
    ns integer[] := '{}'; skus bigint[] := '{}'; locs integer[] := '{}'; us integer[] := '{}';
BEGIN
    PERFORM 1 FROM inventory_supply AS y
    WHERE (y.sku_id, y.id) IN (SELECT d.sku_id, d.supply_id FROM inventory_demand AS d
                               WHERE d.owner_id = ANY (p_owner) AND d.closed_at IS NULL)
    ORDER BY y.sku_id, y.id FOR UPDATE;
    PERFORM 1 FROM inventory_demand AS d
    WHERE d.owner_id = ANY (p_owner) AND d.closed_at IS NULL
    ORDER BY d.sku_id, d.id FOR UPDATE;
    PERFORM 1 FROM inventory_reservation AS r
    WHERE r.owner_id = ANY (p_owner) AND r.closed_at IS NULL
    ORDER BY r.sku_id, r.id FOR UPDATE;
    FOR wish IN SELECT t.* FROM unnest(p_owner, p_line, p_place, p_quantity)
        WITH ORDINALITY AS t(owner, line, place, quantity, n)
    LOOP
        left_over := wish.quantity;
        FOR held IN
            SELECT * FROM inventory_demand AS d
            WHERE d.owner_id = wish.owner AND d.owner_line = wish.line AND d.closed_at IS NULL
              AND wish.place = 0
            ORDER BY d.id
        LOOP
            EXIT WHEN left_over = 0;
            got := least(left_over, held.quantity);
            UPDATE inventory_demand SET closed_at = clock_timestamp(), closed_xid = pg_current_xact_id(),
                                        closed_reason = p_state
            WHERE sku_id = held.sku_id AND id = held.id;
            IF held.supply_id IS NOT NULL THEN
                UPDATE inventory_supply SET pegged = pegged - got
                WHERE sku_id = held.sku_id AND id = held.supply_id;
                INSERT INTO inventory_supply_change (sku_id, supply_id, location_id, open_quantity, due_at, actor)
                SELECT y.sku_id, y.id, y.location_id, y.quantity - y.received - y.pegged, y.due_at, p_actor
                FROM inventory_supply AS y WHERE y.sku_id = held.sku_id AND y.id = held.supply_id;
            END IF;
            IF got < held.quantity THEN
                INSERT INTO inventory_demand (sku_id, channel_id, quantity, kind, owner_id, owner_line, supply_id)
                VALUES (held.sku_id, held.channel_id, held.quantity - got, held.kind, held.owner_id,
                        held.owner_line, held.supply_id);
            END IF;
            ns := ns || wish.n::integer; skus := skus || held.sku_id; locs := locs || 0; us := us || got;
            left_over := left_over - got;
        END LOOP;
        FOR held IN
            SELECT * FROM inventory_reservation AS r
            WHERE r.owner_id = wish.owner AND r.owner_line = wish.line AND r.closed_at IS NULL
              AND CASE WHEN wish.place = 0 THEN r.state <> 'assigned'
                       ELSE r.state = 'assigned' AND r.location_id = wish.place END
            ORDER BY r.quantity, r.id
        LOOP
            EXIT WHEN left_over = 0;
            got := least(left_over, held.quantity);
            UPDATE inventory_reservation
            SET state = p_state, closed_at = clock_timestamp(), closed_xid = pg_current_xact_id()
            WHERE sku_id = held.sku_id AND location_id = held.location_id AND opened_at = held.opened_at
              AND id = held.id;
            IF got < held.quantity THEN
                INSERT INTO inventory_reservation
                    (sku_id, location_id, quantity, state, owner_kind, owner_id, owner_line, channel_id,
                     expires_at, replaces, actor)
                VALUES (held.sku_id, held.location_id, held.quantity - got, held.state, held.owner_kind,
                        held.owner_id, held.owner_line, held.channel_id, held.expires_at, held.id, p_actor);
            END IF;
            ns := ns || wish.n::integer; skus := skus || held.sku_id; locs := locs || held.location_id;
            us := us || got;
            left_over := left_over - got;
        END LOOP;
    END LOOP;
    PERFORM 1 FROM inventory_level AS v
    JOIN (SELECT DISTINCT t.sku, t.loc FROM unnest(skus, locs) AS t(sku, loc) WHERE t.loc > 0) AS k
      ON v.sku_id = k.sku AND v.location_id = k.loc
    ORDER BY v.sku_id, v.location_id FOR NO KEY UPDATE OF v;
    UPDATE inventory_level AS v SET reserved = v.reserved - back.units
    FROM (SELECT t.sku, t.loc, sum(t.units)::integer AS units
          FROM unnest(skus, locs, us) AS t(sku, loc, units) WHERE t.loc > 0 GROUP BY t.sku, t.loc) AS back
    WHERE v.sku_id = back.sku AND v.location_id = back.loc;
    IF cardinality(skus) > 0 THEN
        INSERT INTO inventory_touch (sku_ids) SELECT array_agg(DISTINCT t.sku) FROM unnest(skus) AS t(sku);
    END IF;
    RETURN QUERY SELECT * FROM unnest(ns, skus, locs, us);
END $$;
