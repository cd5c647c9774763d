"""The worker: the event log and webhooks in a thread each, outside effects and schedules in the main one."""

import asyncio
import signal
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import cast

import structlog
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

from estafette.assembly.config import Config

GRACE = 15.0
log = structlog.get_logger("estafette.worker")


class WorkerFailed(Exception):
    """A part of the worker ended by itself; the process ends too, so that its supervisor starts it afresh."""


def run(config: Config, *, works: Mapping[str, Callable[..., None]]) -> None:
    """Work until SIGTERM or SIGINT, each of `works` in a thread of its own.

    Raises WorkerFailed when a part of it ends by itself.
    """
    parts = [_Part(name, work) for name, work in works.items()]
    for part in parts:
        part.start()
    try:
        asyncio.run(_jobs_until_stopped(config, parts))
    finally:
        for part in parts:
            part.asked.set()
        for part in parts:
            part.stop()
    for part in parts:
        if part.fault is not None:
            raise WorkerFailed(part.name) from part.fault


class _Part(threading.Thread):
    """The event log's runner, or the sender of webhooks, in its thread; what ends it is kept."""

    def __init__(self, name: str, target: Callable[..., None]) -> None:
        super().__init__(name=name, daemon=True)
        self.target = target
        self.asked = threading.Event()
        self.fault: BaseException | None = None

    def run(self) -> None:
        try:
            self.target(stop=self.asked)
            if not self.asked.is_set():
                self.fault = RuntimeError(f"the {self.name} ended without being asked to")
        except BaseException as error:
            self.fault = error

    def stop(self) -> None:
        self.asked.set()
        self.join(GRACE)
        if self.is_alive():
            log.warning("did not end in time", part=self.name)


async def _jobs_until_stopped(config: Config, parts: Sequence[_Part]) -> None:
    """Run the job worker until a signal comes or any part ends."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopped.set)
    # Not replace_connector: what reactions defer must stay in their own Django transaction.
    jobs = app.with_connector(cast(DjangoConnector, app.connector).get_worker_connector())
    async with jobs.open_async():
        worker = asyncio.create_task(
            jobs.run_worker_async(
                concurrency=config.worker_concurrency,
                shutdown_graceful_timeout=GRACE,
                install_signal_handlers=False,
            )
        )
        watch = asyncio.create_task(_ended(parts, stopped))
        await asyncio.wait((worker, watch), return_when=asyncio.FIRST_COMPLETED)
        for part in parts:
            part.asked.set()
        if worker.done():
            watch.cancel()
            raise WorkerFailed("jobs") from worker.exception()
        worker.cancel()
        await asyncio.gather(worker, return_exceptions=True)


async def _ended(parts: Sequence[_Part], stopped: asyncio.Event) -> None:
    while all(part.is_alive() for part in parts) and not stopped.is_set():
        await asyncio.sleep(0.2)
