-- Purpose: reserve stock for many lines of many groups (orders, carts) in one call, each line at some place
--          of its channel's pool that has it, or spread over several places when no single one does.
-- Answer:  one row per (group, line, location) taken; location 0 names the part that is short.
--          Groups with whole = true keep all their lines or none; once one of their lines is short, the
--          others are not tried and have no row.
-- Way:     every line gets a place to try, the caller's hint or the first of the pool that seems to have it, and
--          all are tried in one guarded update; what that could not serve, and SKUs whose limit spans several
--          places, go one by one.
-- Locks:   level rows in (sku, location) order: hash and merge joins are off so that the update follows its
--          sorted input. A second place of the same SKU may break the order, then the deadlock detector ends
--          one side, which is tried again. SKUs with a limit over places take an advisory lock first.
-- Rows:    one level update per (sku, place); one reservation per (line, place); one touch.
-- Index:   inventory_level primary key, inventory_rule_open, inventory_demand_open.
CREATE FUNCTION inventory_reserve_v1(
    p_group integer[], p_line integer[], p_sku bigint[], p_quantity integer[], p_owner uuid[],
    p_channel integer[], p_whole boolean[], p_hint integer[],
    p_pools jsonb, p_peers jsonb,
    p_state text, p_owner_kind text, p_expires timestamptz, p_actor text
) RETURNS TABLE (group_no integer, line_no integer, location integer, units integer)
LANGUAGE plpgsql SET enable_hashjoin = off SET enable_mergejoin = off SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    limited bigint[];
    hit_skus bigint[];
    hit_places integer[];
    rest integer[] := '{}';
    served bigint;
    tried integer[] := p_hint;
    wish record;
    place record;
    pool integer[];
    left_over integer;
    allowed bigint;
    got integer;
    -- What the slow way took (or missed, place 0), by position in the request.
    ns integer[] := '{}'; places integer[] := '{}'; us integer[] := '{}';
    failed integer[] := '{}';
BEGIN
    SELECT coalesce(array_agg(DISTINCT t.sku), '{}') INTO limited FROM unnest(p_sku) AS t(sku)
    WHERE EXISTS (SELECT 1 FROM inventory_demand AS d
                  WHERE d.sku_id = t.sku AND d.closed_at IS NULL AND d.supply_id IS NULL)
       OR EXISTS (SELECT 1 FROM inventory_rule AS r
                  WHERE r.kind IN ('global', 'cap') AND r.closed_at IS NULL
                    AND (r.sku_id = t.sku OR r.sku_id IS NULL));
    IF 0 = ANY (p_hint) THEN
        WITH pools AS MATERIALIZED (
            SELECT k.key::integer AS channel, e.v::integer AS loc, e.ord
            FROM jsonb_each(p_pools) AS k CROSS JOIN LATERAL
                 jsonb_array_elements_text(k.value) WITH ORDINALITY AS e(v, ord)
        )
        SELECT array_agg(coalesce(found.loc, t.hint) ORDER BY t.n) INTO tried
        FROM unnest(p_sku, p_quantity, p_channel, p_hint) WITH ORDINALITY AS t(sku, quantity, channel, hint, n)
        LEFT JOIN LATERAL (
            SELECT p.loc FROM pools AS p
            JOIN inventory_level AS v ON v.sku_id = t.sku AND v.location_id = p.loc
            WHERE p.channel = t.channel AND v.on_hand - v.reserved - v.held_back >= t.quantity
            ORDER BY p.ord LIMIT 1
        ) AS found ON t.hint = 0;
    END IF;
    WITH bunch AS MATERIALIZED (
        SELECT t.sku, t.hint, sum(t.quantity) AS total, count(*) AS members
        FROM unnest(p_sku, p_quantity, tried) AS t(sku, quantity, hint)
        WHERE t.hint > 0 AND NOT t.sku = ANY (limited)
        GROUP BY t.sku, t.hint HAVING sum(t.quantity) < 1000000000
        ORDER BY t.sku, t.hint
    ), hit AS (
        UPDATE inventory_level AS v SET reserved = v.reserved + b.total::integer
        FROM bunch AS b
        WHERE v.sku_id = b.sku AND v.location_id = b.hint AND v.on_hand - v.reserved - v.held_back >= b.total
        RETURNING v.sku_id, v.location_id, b.members
    )
    SELECT array_agg(h.sku_id), array_agg(h.location_id), coalesce(sum(h.members), 0)
    INTO hit_skus, hit_places, served FROM hit AS h;
    IF served < cardinality(p_sku) THEN
        SELECT coalesce(array_agg(t.n ORDER BY t.sku, t.n), '{}') INTO rest
        FROM unnest(p_sku, tried) WITH ORDINALITY AS t(sku, hint, n)
        WHERE (t.sku, t.hint) NOT IN (SELECT h.sku, h.place FROM unnest(hit_skus, hit_places) AS h(sku, place));
    END IF;
    FOR wish IN
        SELECT m.n, p_group[m.n] AS grp, p_sku[m.n] AS sku, p_quantity[m.n] AS quantity,
               p_channel[m.n] AS channel, p_whole[m.n] AS whole
        FROM unnest(rest) AS m(n)
    LOOP
        CONTINUE WHEN wish.whole AND wish.grp = ANY (failed);
        SELECT coalesce(array_agg(e.v::integer ORDER BY e.ord), '{}') INTO pool
        FROM jsonb_array_elements_text(p_pools -> wish.channel::text) WITH ORDINALITY AS e(v, ord);
        allowed := wish.quantity;
        IF wish.sku = ANY (limited) THEN
            PERFORM pg_advisory_xact_lock(hashtextextended('inventory.strict', wish.sku));
            allowed := least(allowed, inventory_channel_atp_v1(
                wish.sku, wish.channel, pool,
                (SELECT array_agg(e.v::integer)
                 FROM jsonb_array_elements_text(p_peers -> wish.channel::text) AS e(v))));
        END IF;
        left_over := allowed;
        -- The first place of the pool, by rank, that has all of it.
        IF allowed = wish.quantity THEN
            FOR place IN
                SELECT v.location_id
                FROM unnest(pool) WITH ORDINALITY AS e(loc, ord)
                JOIN inventory_level AS v ON v.sku_id = wish.sku AND v.location_id = e.loc
                WHERE v.on_hand - v.reserved - v.held_back >= wish.quantity
                ORDER BY e.ord
            LOOP
                UPDATE inventory_level SET reserved = reserved + wish.quantity
                WHERE sku_id = wish.sku AND location_id = place.location_id
                  AND on_hand - reserved - held_back >= wish.quantity;
                IF FOUND THEN
                    ns := ns || wish.n; places := places || place.location_id; us := us || wish.quantity;
                    left_over := 0;
                    EXIT;
                END IF;
            END LOOP;
        END IF;
        -- No single place has it: the places that have most, until it is covered.
        IF left_over > 0 AND (allowed = wish.quantity OR NOT wish.whole) THEN
            FOR place IN
                SELECT v.location_id
                FROM unnest(pool) AS e(loc)
                JOIN inventory_level AS v ON v.sku_id = wish.sku AND v.location_id = e.loc
                WHERE v.on_hand - v.reserved - v.held_back > 0
                ORDER BY v.on_hand - v.reserved - v.held_back DESC, v.location_id
            LOOP
                EXIT WHEN left_over = 0;
                UPDATE inventory_level
                SET reserved = reserved + least(left_over, on_hand - reserved - held_back)
                WHERE sku_id = wish.sku AND location_id = place.location_id
                  AND on_hand - reserved - held_back > 0
                RETURNING new.reserved - old.reserved INTO got;
                IF FOUND THEN
                    ns := ns || wish.n; places := places || place.location_id; us := us || got;
                    left_over := left_over - got;
                END IF;
            END LOOP;
        END IF;
        left_over := left_over + wish.quantity - allowed;
        IF left_over > 0 THEN
            ns := ns || wish.n; places := places || 0; us := us || left_over;
            IF wish.whole THEN
                failed := failed || wish.grp;
            END IF;
        END IF;
    END LOOP;
    -- All that was taken: by the one update, and by the slow way.
    IF cardinality(rest) < cardinality(p_sku) THEN
        SELECT array_agg(t.n), array_agg(tried[t.n]), array_agg(p_quantity[t.n])
        INTO hit_skus, hit_places, rest
        FROM generate_subscripts(p_sku, 1) AS t(n) WHERE NOT t.n = ANY (rest);
        ns := hit_skus::integer[] || ns; places := hit_places || places; us := rest || us;
    END IF;
    IF cardinality(failed) > 0 THEN
        UPDATE inventory_level AS v SET reserved = v.reserved - back.units
        FROM (SELECT p_sku[t.n] AS sku, t.loc, sum(t.units)::integer AS units
              FROM unnest(ns, places, us) AS t(n, loc, units)
              WHERE t.loc > 0 AND p_group[t.n] = ANY (failed)
              GROUP BY 1, 2 ORDER BY 1, 2) AS back
        WHERE v.sku_id = back.sku AND v.location_id = back.loc;
    END IF;
    INSERT INTO inventory_reservation
        (sku_id, location_id, quantity, state, owner_kind, owner_id, owner_line, channel_id, expires_at, actor)
    SELECT p_sku[t.n], t.loc, t.units, p_state, p_owner_kind, p_owner[t.n], p_line[t.n], p_channel[t.n], p_expires,
           p_actor
    FROM unnest(ns, places, us) AS t(n, loc, units)
    WHERE t.loc > 0 AND NOT p_group[t.n] = ANY (failed);
    INSERT INTO inventory_touch (sku_ids) VALUES (p_sku);
    RETURN QUERY SELECT p_group[t.n], p_line[t.n], t.loc, t.units FROM unnest(ns, places, us) AS t(n, loc, units);
END $$;
