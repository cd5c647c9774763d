-- What channel codes mean to order capture: whose they are, what they sell in, holds, and the pool by rank.
-- Locks: none. Rows: one a channel, its holds and its pool. Relies on the unique index on network_channel (code)
-- and the primary keys of network_hold_policy and network_channel_pool.
SELECT c.id, c.code, c.active, c.legal_entity_id, c.brand_id, c.currency, c.prices_include_tax, c.authority,
       c.country, c.language, c.remorse_minutes,
       ARRAY(SELECT h.kind FROM network_hold_policy h
             WHERE h.channel_id = c.id AND h.active ORDER BY h.kind) AS kinds,
       ARRAY(SELECT h.reason FROM network_hold_policy h
             WHERE h.channel_id = c.id AND h.active ORDER BY h.kind) AS reasons,
       ARRAY(SELECT h.threshold_minor FROM network_hold_policy h
             WHERE h.channel_id = c.id AND h.active ORDER BY h.kind) AS thresholds,
       ARRAY(SELECT p.location_id FROM network_channel_pool p JOIN network_location l ON l.id = p.location_id
             WHERE p.channel_id = c.id AND p.enabled AND l.active ORDER BY p.rank, p.location_id) AS pool
FROM network_channel c
WHERE c.code = ANY (%(codes)s)
