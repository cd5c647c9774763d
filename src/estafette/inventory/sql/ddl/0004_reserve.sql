-- Purpose: reserve stock for many lines of many groups (orders, carts) in one call, each line at some place
--          of its channel's pool that has it, or spread over several places when no single one does.
-- Answer:  one row per (group, line, location) taken; location 0 names the part that is short.
--          Groups with whole = true keep all their lines or none; once one of their lines is short, the
--          others are not tried and have no row.
-- Locks:   level rows in (sku, location) order; a second place of the same SKU may break the order, then
--          PostgreSQL's deadlock detector ends one side, which is tried again. SKUs in p_strict take an
--          advisory lock first, because their limit spans several rows.
-- Rows:    one level update per (sku, place); one reservation per (line, place); one touch.
-- Index:   inventory_level primary key.
CREATE FUNCTION inventory_reserve_v1(
    p_group integer[], p_line integer[], p_sku bigint[], p_quantity integer[], p_owner uuid[],
    p_channel integer[], p_whole boolean[], p_hint integer[],
    p_pools jsonb, p_peers jsonb, p_strict bigint[],
    p_state text, p_owner_kind text, p_expires timestamptz, p_actor text
) RETURNS TABLE (group_no integer, line_no integer, location integer, units integer)
LANGUAGE plpgsql AS $$
DECLARE
    bunch record;
    wish record;
    place record;
    pool integer[];
    left_over integer;
    allowed bigint;
    got integer;
    g integer[] := '{}'; l integer[] := '{}'; s bigint[] := '{}'; w integer[] := '{}'; u integer[] := '{}';
    owners uuid[] := '{}'; channels integer[] := '{}';
    failed integer[] := '{}';
BEGIN
    FOR bunch IN
        SELECT t.sku, t.hint, sum(t.quantity)::bigint AS total, array_agg(t.n ORDER BY t.n) AS members
        FROM unnest(p_sku, p_quantity, p_hint) WITH ORDINALITY AS t(sku, quantity, hint, n)
        GROUP BY t.sku, t.hint
        ORDER BY t.sku, t.hint
    LOOP
        got := 0;
        IF bunch.hint > 0 AND NOT bunch.sku = ANY (p_strict) AND bunch.total < 1000000000 THEN
            UPDATE inventory_level SET reserved = reserved + bunch.total::integer
            WHERE sku_id = bunch.sku AND location_id = bunch.hint
              AND on_hand - reserved - held_back >= bunch.total;
            IF FOUND THEN
                FOR wish IN SELECT n FROM unnest(bunch.members) AS m(n) LOOP
                    g := g || p_group[wish.n]; l := l || p_line[wish.n]; s := s || bunch.sku;
                    w := w || bunch.hint; u := u || p_quantity[wish.n];
                    owners := owners || p_owner[wish.n]; channels := channels || p_channel[wish.n];
                END LOOP;
                CONTINUE;
            END IF;
        END IF;
        IF bunch.sku = ANY (p_strict) THEN
            PERFORM pg_advisory_xact_lock(hashtextextended('inventory.strict', bunch.sku));
        END IF;
        FOR wish IN
            SELECT m.n, p_group[m.n] AS grp, p_line[m.n] AS line, p_quantity[m.n] AS quantity,
                   p_channel[m.n] AS channel, p_whole[m.n] AS whole, p_owner[m.n] AS owner
            FROM unnest(bunch.members) AS m(n) ORDER BY m.n
        LOOP
            left_over := wish.quantity;
            CONTINUE WHEN wish.whole AND wish.grp = ANY (failed);
            SELECT coalesce(array_agg(e.v::integer ORDER BY e.ord), '{}') INTO pool
            FROM jsonb_array_elements_text(p_pools -> wish.channel::text) WITH ORDINALITY AS e(v, ord);
            IF bunch.sku = ANY (p_strict) THEN
                allowed := inventory_channel_atp_v1(
                    bunch.sku, wish.channel, pool,
                    (SELECT array_agg(e.v::integer)
                     FROM jsonb_array_elements_text(p_peers -> wish.channel::text) AS e(v)));
            ELSE
                allowed := wish.quantity;
            END IF;
            -- The first place of the pool, by rank, that has all of it.
            IF allowed >= wish.quantity THEN
                FOR place IN
                    SELECT v.location_id
                    FROM unnest(pool) WITH ORDINALITY AS e(loc, ord)
                    JOIN inventory_level AS v ON v.sku_id = bunch.sku AND v.location_id = e.loc
                    WHERE v.on_hand - v.reserved - v.held_back >= wish.quantity
                    ORDER BY e.ord
                LOOP
                    UPDATE inventory_level SET reserved = reserved + wish.quantity
                    WHERE sku_id = bunch.sku AND location_id = place.location_id
                      AND on_hand - reserved - held_back >= wish.quantity;
                    IF FOUND THEN
                        g := g || wish.grp; l := l || wish.line; s := s || bunch.sku;
                        w := w || place.location_id; u := u || wish.quantity;
                        owners := owners || wish.owner; channels := channels || wish.channel;
                        left_over := 0;
                        EXIT;
                    END IF;
                END LOOP;
            END IF;
            -- No single place has it: the places that have most, until it is covered.
            IF left_over > 0 AND (allowed >= wish.quantity OR NOT wish.whole) THEN
                left_over := least(wish.quantity, greatest(allowed, 0))::integer;
                FOR place IN
                    SELECT v.location_id
                    FROM unnest(pool) AS e(loc)
                    JOIN inventory_level AS v ON v.sku_id = bunch.sku AND v.location_id = e.loc
                    WHERE v.on_hand - v.reserved - v.held_back > 0
                    ORDER BY v.on_hand - v.reserved - v.held_back DESC, v.location_id
                LOOP
                    EXIT WHEN left_over = 0;
                    UPDATE inventory_level
                    SET reserved = reserved + least(left_over, on_hand - reserved - held_back)
                    WHERE sku_id = bunch.sku AND location_id = place.location_id
                      AND on_hand - reserved - held_back > 0
                    RETURNING new.reserved - old.reserved INTO got;
                    IF FOUND THEN
                        g := g || wish.grp; l := l || wish.line; s := s || bunch.sku;
                        w := w || place.location_id; u := u || got;
                        owners := owners || wish.owner; channels := channels || wish.channel;
                        left_over := left_over - got;
                    END IF;
                END LOOP;
                left_over := left_over + wish.quantity - least(wish.quantity, greatest(allowed, 0))::integer;
            END IF;
            IF left_over > 0 THEN
                g := g || wish.grp; l := l || wish.line; s := s || bunch.sku; w := w || 0; u := u || left_over;
                owners := owners || wish.owner; channels := channels || wish.channel;
                IF wish.whole THEN
                    failed := failed || wish.grp;
                END IF;
            END IF;
        END LOOP;
    END LOOP;
    IF cardinality(failed) > 0 THEN
        UPDATE inventory_level AS v SET reserved = v.reserved - back.units
        FROM (SELECT t.sku, t.loc, sum(t.units)::integer AS units
              FROM unnest(g, s, w, u) AS t(grp, sku, loc, units)
              WHERE t.loc > 0 AND t.grp = ANY (failed)
              GROUP BY t.sku, t.loc) AS back
        WHERE v.sku_id = back.sku AND v.location_id = back.loc;
    END IF;
    INSERT INTO inventory_reservation
        (sku_id, location_id, quantity, state, owner_kind, owner_id, owner_line, channel_id, expires_at, actor)
    SELECT t.sku, t.loc, t.units, p_state, p_owner_kind, t.owner, t.line, t.channel, p_expires, p_actor
    FROM unnest(g, l, s, w, u, owners, channels) AS t(grp, line, sku, loc, units, owner, channel)
    WHERE t.loc > 0 AND NOT t.grp = ANY (failed);
    INSERT INTO inventory_touch (sku_ids) SELECT array_agg(DISTINCT t.sku) FROM unnest(s) AS t(sku);
    RETURN QUERY SELECT * FROM unnest(g, l, w, u);
END $$;
