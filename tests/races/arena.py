"""Two at once, in an order that the test decides, and statements without their guards to show what they prevent.

Nothing here waits for a time: the first one has done its work and not yet committed when the second begins, and
goes on once the second waits for a lock or is done.
"""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection, transaction

import estafette
from estafette.assembly.check import run as check
from estafette.platform.sql import Statement, raw_connection

Work = Callable[[], Any]
PATIENCE = 20.0
WAITS = "SELECT cardinality(pg_blocking_pids(%s)) > 0"
ROOT = Path(estafette.__file__).parent


@dataclass(slots=True)
class Ran:
    """How one of two went: its answer or its error, and whether it had to wait for the other."""

    value: Any = None
    error: BaseException | None = None
    waited: bool = False

    def answer(self) -> Any:
        """The answer; raises the error."""
        if self.error is not None:
            raise self.error
        return self.value


class _Contender(threading.Thread):
    """One transaction in a thread with a connection of its own; `pause` is called before it commits."""

    def __init__(self, work: Work, pause: Callable[[], None]) -> None:
        super().__init__(daemon=True)
        self.work, self.pause = work, pause
        self.ran = Ran()
        self.pid = 0
        self.started = threading.Event()

    def run(self) -> None:
        try:
            with transaction.atomic():
                self.pid = raw_connection().info.backend_pid
                self.started.set()
                self.ran.value = self.work()
                self.pause()
        except BaseException as error:
            self.ran.error = error
        finally:
            self.started.set()
            connection.close()


def meet(first: Work, second: Work) -> tuple[Ran, Ran]:
    """Run both, each in a transaction of its own: `first` has not committed when `second` begins."""
    worked, go = threading.Event(), threading.Event()

    def pause() -> None:
        worked.set()
        go.wait(PATIENCE)

    one, two = _Contender(first, pause), _Contender(second, lambda: None)
    one.start()
    while one.is_alive() and not worked.wait(0.01):
        pass
    two.start()
    two.started.wait(PATIENCE)
    two.ran.waited = _stuck(two)
    go.set()
    for each in (one, two):
        each.join(PATIENCE)
        assert not each.is_alive(), "it hangs"
    return one.ran, two.ran


def _stuck(contender: _Contender) -> bool:
    """Wait until the contender waits for a lock (True) or is done (False)."""
    deadline = time.monotonic() + PATIENCE
    while contender.is_alive():
        if ask(WAITS, contender.pid) == [(True,)]:
            return True
        assert time.monotonic() < deadline, "neither waiting nor done"
        time.sleep(0.005)
    return False


def ask(query: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """Rows of one query of the test itself."""
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return list(cursor.fetchall())


def broken() -> set[str]:
    """Names of the identities that do not hold."""
    return {each.identity for each in check().breaches}


@contextmanager
def unguarded(statement: Statement, *guards: tuple[str, str]) -> Iterator[None]:
    """The statement with each guard replaced by something that does not guard; only here, only now."""
    kept = statement.text
    statement.text = _replace(kept, guards)
    try:
        yield
    finally:
        statement.text = kept


@contextmanager
def unguarded_function(statement: Statement, ddl: str, *guards: tuple[str, str]) -> Iterator[None]:
    """The statement calling a second function, made from the file `ddl` with its guards replaced."""
    text = (ROOT / ddl).read_text(encoding="utf-8")
    name = text.split("CREATE FUNCTION ", 1)[1].split("(", 1)[0]
    ask_nothing(_replace(text, guards).replace(f"CREATE FUNCTION {name}", f"CREATE FUNCTION {name}_bare"))
    try:
        with unguarded(statement, (name, f"{name}_bare")):
            yield
    finally:
        ask_nothing(f"DROP FUNCTION {name}_bare")


def ask_nothing(command: str) -> None:
    """Run a command of the test itself."""
    with connection.cursor() as cursor:
        cursor.execute(command)


def _replace(text: str, guards: tuple[tuple[str, str], ...]) -> str:
    for guard, instead in guards:
        assert guard in text, f"the guard is not there: {guard}"
        text = text.replace(guard, instead)
    return text
