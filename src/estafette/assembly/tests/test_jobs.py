"""What a killed worker was doing is queued again; what a living one does is left alone."""

import asyncio
import uuid
from datetime import timedelta
from types import SimpleNamespace
from typing import Any, cast

import pytest
from django.db import connection
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from estafette.assembly.jobs import (
    clear_due_holds,
    expire_reservations,
    forget_changes,
    keep_partitions,
    keep_snapshot,
    retry_stalled,
)
from estafette.inventory.commands.carts import hold_cart
from estafette.inventory.types import CartLineDraft
from estafette.orders.commands.place import place
from estafette.platform import clock
from estafette.platform.access.types import EVERYTHING, SYSTEM
from estafette.platform.transactions import door
from estafette.testing.reset import empty
from estafette.testing.world import build, order


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
    app.perform_import_paths()
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


def test_the_tasks_of_stock_and_orders_are_registered() -> None:
    app.perform_import_paths()
    scheduled = {name for name, _ in app.periodic_registry.periodic_tasks}
    assert {
        "estafette.expire_reservations", "estafette.clear_due_holds", "estafette.forget_changes",
        "estafette.keep_snapshot",
    } <= scheduled  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_a_run_of_the_schedule_gives_carts_back_and_clears_holds() -> None:
    empty()
    build(stock={("A", "W1"): 50})
    line = CartLineDraft(sku="A", quantity=2)
    with door():
        hold_cart(
            cart=uuid.uuid4(), channel="WEB", lines=[line], minutes=10, by=SYSTEM, access=EVERYTHING,
            at=clock.now() - timedelta(minutes=20),
        )  # fmt: skip
        draft = order("r1", {"A": 1}, channel="HELD", paid=True)
        place(drafts=[draft], access=EVERYTHING, at=clock.now() - timedelta(minutes=40))
    for task in (expire_reservations, clear_due_holds, forget_changes, keep_snapshot):
        task(timestamp=0)
    assert ask("SELECT reserved FROM inventory_level") == [(1,)]
    assert ask("SELECT kind, cleared_at IS NOT NULL FROM orders_hold") == [("remorse", True)]
    assert ask("SELECT count(*) FROM inventory_snapshot") == [(1,)]
    empty()
