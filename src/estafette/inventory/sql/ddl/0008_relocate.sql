-- Purpose: move reserved units of an owner's lines in state p_was ('' for any) to given places and p_state
--          (sourcing has decided), all or none of each wish, one wish after the other. The reservation closes as
--          moved and another opens at the new place. A wish that stays at its place changes the state alone.
-- Answer:  one row per wish: its position and the units moved (0 when the new place does not have them).
-- Locks:   the owners' open reservations in (sku, id) order, then level rows in (sku, location) order.
-- Index:   inventory_reservation_owner, inventory_level primary key.
CREATE FUNCTION inventory_relocate_v2(
    p_owner uuid[], p_line integer[], p_from integer[], p_to integer[], p_quantity integer[],
    p_was text, p_state text, p_actor text
) RETURNS TABLE (n integer, units integer)
LANGUAGE plpgsql SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    wish record;
    held record;
    left_over integer;
    got integer;
    touched bigint[] := '{}';
BEGIN
    PERFORM 1 FROM inventory_reservation AS r
    WHERE r.owner_id = ANY (p_owner) AND r.closed_at IS NULL
    ORDER BY r.sku_id, r.id FOR UPDATE;
    PERFORM 1 FROM inventory_level AS v
    JOIN (SELECT DISTINCT r.sku_id, loc
          FROM unnest(p_owner, p_line, p_from, p_to) AS t(owner, line, origin, target)
          JOIN inventory_reservation AS r
            ON r.owner_id = t.owner AND r.owner_line = t.line AND r.closed_at IS NULL
          CROSS JOIN LATERAL unnest(ARRAY[t.origin, t.target]) AS loc
          WHERE t.origin <> t.target) AS k
      ON v.sku_id = k.sku_id AND v.location_id = k.loc
    ORDER BY v.sku_id, v.location_id FOR NO KEY UPDATE OF v;
    FOR wish IN
        SELECT t.* FROM unnest(p_owner, p_line, p_from, p_to, p_quantity)
            WITH ORDINALITY AS t(owner, line, origin, target, quantity, n)
    LOOP
        units := 0;
        n := wish.n;
        left_over := wish.quantity;
        SELECT coalesce(sum(r.quantity), 0) INTO got FROM inventory_reservation AS r
        WHERE r.owner_id = wish.owner AND r.owner_line = wish.line AND r.closed_at IS NULL
          AND r.location_id = wish.origin AND (p_was = '' OR r.state = p_was);
        IF got >= left_over AND left_over > 0 AND wish.target <> wish.origin THEN
            -- All units of the wish at once, so that it never stops half way.
            UPDATE inventory_level AS v SET reserved = v.reserved + left_over
            WHERE v.location_id = wish.target AND v.on_hand - v.reserved - v.held_back >= left_over
              AND v.sku_id = (SELECT min(r.sku_id) FROM inventory_reservation AS r
                              WHERE r.owner_id = wish.owner AND r.owner_line = wish.line AND r.closed_at IS NULL);
            IF NOT FOUND THEN
                got := 0;
            END IF;
        END IF;
        IF got >= left_over THEN
            FOR held IN
                SELECT * FROM inventory_reservation AS r
                WHERE r.owner_id = wish.owner AND r.owner_line = wish.line AND r.closed_at IS NULL
                  AND r.location_id = wish.origin AND (p_was = '' OR r.state = p_was)
                ORDER BY r.quantity DESC, r.id
            LOOP
                EXIT WHEN left_over = 0;
                got := least(left_over, held.quantity);
                IF wish.target <> wish.origin THEN
                    UPDATE inventory_level SET reserved = reserved - got
                    WHERE sku_id = held.sku_id AND location_id = wish.origin;
                END IF;
                UPDATE inventory_reservation
                SET state = 'moved', closed_at = clock_timestamp(), closed_xid = pg_current_xact_id()
                WHERE sku_id = held.sku_id AND location_id = held.location_id AND opened_at = held.opened_at
                  AND id = held.id;
                INSERT INTO inventory_reservation
                    (sku_id, location_id, quantity, state, owner_kind, owner_id, owner_line, channel_id,
                     expires_at, replaces, actor)
                SELECT held.sku_id, part.loc, part.units, part.state, held.owner_kind, held.owner_id,
                       held.owner_line, held.channel_id,
                       CASE WHEN part.state IN ('soft', 'held') THEN held.expires_at END, held.id, p_actor
                FROM (VALUES (wish.target, got, p_state),
                             (wish.origin, held.quantity - got, held.state)) AS part(loc, units, state)
                WHERE part.units > 0;
                touched := touched || held.sku_id;
                units := units + got;
                left_over := left_over - got;
            END LOOP;
        END IF;
        RETURN NEXT;
    END LOOP;
    IF cardinality(touched) > 0 THEN
        INSERT INTO inventory_touch (sku_ids) VALUES (touched);
    END IF;
END $$;
