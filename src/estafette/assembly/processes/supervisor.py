"""Keep the database and the children alive until told to stop; then stop them in order, the database last."""

import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from types import FrameType

import structlog

from estafette.assembly.processes.child import Child, Spec
from estafette.platform.database.fault import DatabaseFault
from estafette.platform.database.server import Server

TICK = 0.2
GRACE = 25.0
log = structlog.get_logger("estafette.supervisor")


class Supervisor:
    """The children of one start; `server` is the embedded database, None with an outside one."""

    def __init__(self, *, server: Server | None, specs: Sequence[Spec]) -> None:
        self.server = server
        self.children = [Child(spec) for spec in specs]

    def start(self) -> None:
        """Start all children."""
        for child in self.children:
            child.start()

    def run(self, *, stop: threading.Event) -> None:
        """Tend the house until `stop` is set."""
        while not stop.wait(TICK):
            self.tend(stop=stop)

    def tend(self, *, stop: threading.Event) -> None:
        """Look once after the database and after each child."""
        if self.server is not None and not self.server.alive():
            self._revive(self.server, stop)
        for child in self.children:
            said = child.tend()
            if said is not None:
                log.warning(said)

    def stop(self) -> bool:
        """End all children, together and cleanly. True when none had to be forced. The database is not ours."""
        for child in self.children:
            child.ask_to_end()
        until = time.monotonic() + GRACE
        ended = [child.wait_end(until) for child in self.children]
        for child, went in zip(self.children, ended, strict=True):
            if not went:
                log.warning(f"{child.spec.name} did not end in {GRACE:g} s and was killed")
        return all(ended)

    def _revive(self, server: Server, stop: threading.Event) -> None:
        log.error("the database ended unexpectedly and is started again")
        began = time.monotonic()
        try:
            server.start(stop=stop)
        except DatabaseFault as fault:
            if not stop.is_set():
                log.error("the database does not start; next try in 5 s", reason=str(fault))
                stop.wait(5)
            return
        log.warning("the database is back", seconds=round(time.monotonic() - began, 1))


Handler = Callable[[int, FrameType | None], object] | int | None
POLITE = (signal.SIGTERM, signal.SIGHUP)


@contextmanager
def stop_on_signal() -> Iterator[threading.Event]:
    """An event that Ctrl-C or a polite end (SIGTERM, SIGHUP) sets. The second Ctrl-C interrupts."""
    event = threading.Event()

    def note(number: int, _frame: FrameType | None) -> None:
        event.set()
        if number == signal.SIGINT:
            signal.signal(signal.SIGINT, signal.default_int_handler)

    with _handling(dict.fromkeys((signal.SIGINT, *POLITE), note)):
        yield event


@contextmanager
def interruptible() -> Iterator[None]:
    """A polite end is like Ctrl-C: it interrupts, and what was begun is cleaned up on the way out."""
    with _handling(dict.fromkeys(POLITE, signal.default_int_handler)):
        yield


@contextmanager
def _handling(handlers: Mapping[signal.Signals, Handler]) -> Iterator[None]:
    kept = {number: signal.signal(number, handler) for number, handler in handlers.items()}
    try:
        yield
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)
