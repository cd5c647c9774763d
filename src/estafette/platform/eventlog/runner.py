"""The event log at work in a process: one thread for the sequencer, one for each consumer.

Each has a database connection of its own. A lost connection, a restarted database or a fault is logged and
tried again with a growing pause; nothing is lost by it, because every step is one transaction. Any number of
processes may run this at the same time.
"""

import random
import threading
from collections.abc import Callable, Sequence
from functools import partial

import structlog
from django.db import connection

from estafette.platform import clock
from estafette.platform.eventlog.consuming import register, step
from estafette.platform.eventlog.sequencer import BATCH, Sequencer
from estafette.platform.eventlog.types import Consumer

log = structlog.get_logger("estafette.eventlog")

SHORTEST, LONGEST = 0.005, 0.2
"""Seconds between polls: the shortest while there is work, doubling to the longest while there is none."""
LONGEST_BACKOFF = 10.0
STANDBY = 0.5
"""Seconds after which a process that does not lead tries again to become the sequencer."""


class Bell:
    """Wakes the consumers of this process when its sequencer has numbered something."""

    def __init__(self) -> None:
        self._rung = threading.Condition()

    def ring(self) -> None:
        with self._rung:
            self._rung.notify_all()

    def wait(self, seconds: float) -> None:
        with self._rung:
            self._rung.wait(seconds)


Turn = Callable[[], float | None]
"""One piece of work; the seconds to wait before the next, or None to wait as long as idleness asks for."""


def run(stop: threading.Event, consumers: Sequence[Consumer], *, sequence: bool = True) -> None:
    """Sequence and consume until `stop` is set; returns when every thread has finished its transaction."""
    bell = Bell()
    threads = [_thread(f"consumer {each.name}", partial(_Consuming, each), stop, bell) for each in consumers]
    if sequence:
        threads.append(_thread("sequencer", partial(_Sequencing, bell), stop, Bell()))
    for thread in threads:
        thread.start()
    stop.wait()
    bell.ring()
    for thread in threads:
        thread.join()


class _Sequencing:
    def __init__(self, bell: Bell) -> None:
        self._sequencer = Sequencer()
        self._bell = bell

    def turn(self) -> float | None:
        if not self._sequencer.lead():
            return STANDBY
        count = self._sequencer.step()
        if count:
            self._bell.ring()
        return None if not count else 0 if count == BATCH else SHORTEST

    def close(self) -> None:
        self._sequencer.resign()


class _Consuming:
    """After an error that passes, the next batch is half as big: less to wait for, less to be in the way of."""

    def __init__(self, consumer: Consumer) -> None:
        self._consumer = consumer
        self._batch = consumer.batch
        register((consumer,))

    def turn(self) -> float | None:
        full, self._batch = self._batch, max(1, self._batch // 2)
        count = step(self._consumer, at=clock.now(), batch=full)
        self._batch = min(self._consumer.batch, full * 2)
        return None if count is None else 0 if count == full else SHORTEST

    def close(self) -> None:
        """Nothing is held between steps."""


def _thread(
    name: str, make: Callable[[], _Sequencing | _Consuming], stop: threading.Event, bell: Bell
) -> threading.Thread:
    return threading.Thread(target=_work, args=(name, make, stop, bell), name=name, daemon=True)


def _work(name: str, make: Callable[[], _Sequencing | _Consuming], stop: threading.Event, bell: Bell) -> None:
    worker: _Sequencing | _Consuming | None = None
    idle, failures = SHORTEST, 0
    while not stop.is_set():
        try:
            worker = worker or make()
            pause = worker.turn()
        except Exception as error:
            failures += 1
            log.warning("eventlog.step_failed", worker=name, failures=failures, error=str(error).strip())
            if isinstance(worker, _Sequencing):
                worker = None
            connection.close()
            stop.wait(_backoff(failures))
            continue
        failures = 0
        if pause is None:
            bell.wait(idle)
            idle = min(LONGEST, idle * 2)
        else:
            idle = SHORTEST
            stop.wait(pause)
    _finish(worker)


def _finish(worker: _Sequencing | _Consuming | None) -> None:
    try:
        if worker is not None:
            worker.close()
    finally:
        connection.close()


def _backoff(failures: int) -> float:
    """Seconds to wait after so many failures in a row: doubling, with a random part so that not all come back
    at the same moment."""
    return min(LONGEST_BACKOFF, 0.05 * 2.0 ** min(failures, 10)) * random.uniform(0.5, 1.0)
