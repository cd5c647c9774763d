-- Take up to `want` tokens of a key's bucket, filled at `per_minute` a minute up to `per_minute`; the bucket is one
-- for all processes on all machines. Answers how many were given, and how full the bucket is now.
-- Locks: the key's row, for the length of the statement. Rows: one. Index: access_bucket primary key.
INSERT INTO access_bucket AS b (public_id, tokens, given, at)
VALUES (%(key)s, %(per_minute)s::float8 - %(want)s::float8, %(want)s::integer, clock_timestamp())
ON CONFLICT (public_id) DO UPDATE SET (tokens, given, at) = (
    SELECT f.present - least(%(want)s::integer, floor(f.present)), least(%(want)s::integer, floor(f.present)), f.moment
    FROM (SELECT clock_timestamp() AS moment, greatest(0, least(%(per_minute)s::float8,
              b.tokens + extract(epoch FROM clock_timestamp() - b.at)::float8 * %(per_minute)s::float8 / 60)) AS present
         ) AS f)
RETURNING given, tokens
