"""What a killed worker was doing is queued again; what a living one does is left alone."""

import asyncio
from types import SimpleNamespace
from typing import Any, cast

import pytest
from django.db import connection
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from estafette.assembly.jobs import keep_partitions, retry_stalled


def ask(query: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return cursor.fetchall() if cursor.description else []


@pytest.mark.django_db(transaction=True)
def test_jobs_of_dead_workers_are_queued_again() -> None:
    ask("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '10 min'), (now())")
    ask(
        """INSERT INTO procrastinate_jobs (queue_name, task_name, status, worker_id)
           SELECT 'default', 'some.task', 'doing', id FROM procrastinate_workers ORDER BY id"""
    )
    # The worker that died has been pruned since: its job is nobody's.
    ask(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, status) VALUES ('default', 'some.task', 'doing')"
    )

    ask(
        """INSERT INTO procrastinate_jobs (queue_name, task_name, status, attempts)
           VALUES ('default', 'deadly.task', 'doing', 10)"""
    )

    async def retry() -> None:
        jobs = app.with_connector(cast(DjangoConnector, app.connector).get_worker_connector())
        async with jobs.open_async():
            await retry_stalled(cast(JobContext, SimpleNamespace(app=jobs)), timestamp=0)

    asyncio.run(retry())
    states = ask("SELECT status::text FROM procrastinate_jobs ORDER BY id")
    assert states == [("todo",), ("doing",), ("todo",), ("failed",)]


def test_the_periodic_tasks_of_the_house_are_registered() -> None:
    app.perform_import_paths()  # type: ignore[no-untyped-call]
    wanted = {"estafette.retry_stalled", "estafette.forget_jobs", "estafette.keep_partitions"}
    assert wanted <= set(app.tasks)
    assert wanted <= {name for name, _ in app.periodic_registry.periodic_tasks}


@pytest.mark.django_db(transaction=True)
def test_partitions_are_made_ahead() -> None:
    def partitions() -> set[tuple[Any, ...]]:
        return set(
            ask(
                "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhrelid::regclass::text LIKE 'event%'"
            )
        )

    before = partitions()
    last = max(name for (name,) in before if name[-1].isdigit())
    ask(f"DROP TABLE {last}")
    keep_partitions(timestamp=0)
    assert partitions() == before
