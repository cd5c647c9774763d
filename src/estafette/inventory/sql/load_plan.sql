-- Levels are found by their key, one after the other, whatever the planner believes of tables that grow while it is
-- not looking; parts are small enough to be sorted in memory. Locks: none. Rows: none. Index: none.
SELECT set_config('enable_seqscan', 'off', true), set_config('work_mem', '64MB', true)
