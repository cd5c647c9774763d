-- Parts lie in key order and levels are found by their key, one after the other, whatever the planner believes of
-- tables that grow while it is not looking. Locks: none. Rows: none. Index: none.
SELECT set_config('enable_hashjoin', 'off', true), set_config('enable_mergejoin', 'off', true),
       set_config('enable_seqscan', 'off', true), set_config('work_mem', '64MB', true)
