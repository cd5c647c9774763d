"""Measures that are read from the database when Prometheus asks: jobs by state, workers at work."""

from collections.abc import Iterator

from django.db import connection
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

# Ended jobs are many and told by rates elsewhere; what counts is what waits, runs or has failed.
JOBS = """
SELECT status::text, count(*) FROM procrastinate_jobs
WHERE status IN ('todo', 'doing', 'failed') GROUP BY status
"""
LATE = """
SELECT coalesce(extract(epoch FROM now() - min(e.at)), 0)
FROM procrastinate_jobs j JOIN procrastinate_events e ON e.job_id = j.id AND e.type = 'deferred'
WHERE j.status = 'todo' AND j.scheduled_at IS NULL
"""
WORKERS = "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '60 seconds'"


class WorkCollector(Collector):
    """The gauges `estafette_jobs`, `estafette_jobs_oldest_seconds` and `estafette_workers`."""

    def collect(self) -> Iterator[Metric]:
        """Asks the database three short questions."""
        with connection.cursor() as cursor:
            cursor.execute(JOBS)
            states = dict.fromkeys(("todo", "doing", "failed"), 0) | dict(cursor.fetchall())
            cursor.execute(LATE)
            oldest = cursor.fetchone()
            cursor.execute(WORKERS)
            alive = cursor.fetchone()
        jobs = GaugeMetricFamily("estafette_jobs", "Jobs that wait, run or have failed.", labels=["state"])
        for state, count in states.items():
            jobs.add_metric([state], count)
        yield jobs
        yield GaugeMetricFamily(
            "estafette_jobs_oldest_seconds",
            "How long the oldest job that is due at once has waited.",
            value=float(oldest[0]) if oldest else 0.0,
        )
        yield GaugeMetricFamily(
            "estafette_workers",
            "Workers with a heartbeat in the last minute.",
            value=alive[0] if alive else 0,
        )
