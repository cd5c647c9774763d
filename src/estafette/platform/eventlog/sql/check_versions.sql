-- Identity: the versions of an aggregate follow each other by one, in the order of their positions.
-- Events that wait to be numbered come last. Locks: none. Rows: the whole log.
SELECT 'event ' || e.aggregate || '/' || e.version, 'comes after version ' || e.before
FROM (
    SELECT aggregate, version, lag(version) OVER (PARTITION BY aggregate ORDER BY place, id) AS before
    FROM (SELECT aggregate, version, 0 AS place, position AS id FROM eventlog_event
          UNION ALL SELECT aggregate, version, 1, id FROM eventlog_pending) AS a
) AS e
WHERE e.before IS NOT NULL AND e.version <> e.before + 1
