-- Committed events that the sequencer has not numbered yet, and the seconds that the oldest has waited.
-- Locks: none. Touches: the whole queue, which is short as long as a sequencer runs.
SELECT count(*), coalesce(extract(epoch FROM clock_timestamp() - min(appended_at)), 0)::float8,
       (SELECT position FROM eventlog_head)
FROM eventlog_pending
