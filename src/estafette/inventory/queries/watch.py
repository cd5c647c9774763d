"""The thread that reads the change feed for the memory of this process, while somebody asks."""

import os
import threading
import time

import structlog
from django.db import connection

from estafette.inventory.queries.memory import Look, Memory
from estafette.platform import clock, sql

EVERY = 0.08
"""Seconds from one look to the next."""
IDLE = 30.0
"""Seconds without a question, after which the thread ends. The next question starts it again."""
GAP = 60.0
"""Seconds between two looks, from which on the feed may have been pruned meanwhile: begin anew."""
PAUSE = 0.5
"""Seconds to wait after a look that failed."""

log = structlog.get_logger(__name__)


class Watch:
    """Keeps a `Memory` true. Call `wake()` with every question: it costs next to nothing."""

    def __init__(self, memory: Memory, *, every: float = EVERY, idle: float = IDLE) -> None:
        self.memory = memory
        self.every = every
        self.idle = idle
        self._guard = threading.Lock()
        self._thread: threading.Thread | None = None
        self._asked = 0.0
        self._stopping = False
        os.register_at_fork(after_in_child=self._after_fork)

    def wake(self) -> None:
        """Somebody asks: see to it that the thread runs."""
        self._asked = time.monotonic()
        if self._thread is None:
            self._start()

    def stop(self) -> None:
        """End the thread and wait for it; the memory falls silent."""
        thread = self._thread
        if thread is not None:
            self._stopping = True
            thread.join()
            self._stopping = False

    def _start(self) -> None:
        with self._guard:
            if self._thread is None and not self._stopping:
                self._thread = threading.Thread(target=self._run, name="stock watch", daemon=True)
                self._thread.start()

    def _after_fork(self) -> None:
        """The thread stayed in the parent."""
        self._guard = threading.Lock()
        self._thread = None
        self.memory.__init__()  # type: ignore[misc]

    def _run(self) -> None:
        since: str | None = None
        try:
            while self._wanted():
                try:
                    since = self._look(since)
                except Exception as error:
                    # The server went away or refuses: what it knew of the feed may be gone with it.
                    if self.memory.look is not None:
                        log.warning("the change feed of stock cannot be read", error=str(error))
                    self.memory.end()
                    connection.close()
                    since = None
                    time.sleep(PAUSE)
                time.sleep(self.every)
        finally:
            self.memory.end()
            connection.close()

    def _wanted(self) -> bool:
        with self._guard:
            if self._stopping or time.monotonic() - self._asked > self.idle:
                self._thread = None
                return False
            return True

    def _look(self, since: str | None) -> str:
        look = Look(time.monotonic(), clock.now())
        last = self.memory.look
        if last is None or look.moment - last.moment > GAP:
            since = None
        [(visible, skus)] = sql.load(__package__, "poll_touch.sql").rows(since=since)
        if since is None:
            self.memory.begin(look)
        else:
            self.memory.saw(skus, look)
        return str(visible)
