"""`estafette migrate`: bring the tables of the database to this release."""

import argparse
import time
from collections.abc import Callable

from django.core.management import call_command
from django.db import connection

from estafette.assembly.cli.console import err, progress_bars
from estafette.assembly.cli.database import some_database
from estafette.assembly.cli.environment import boot, prepare
from estafette.assembly.cli.options import Options
from estafette.assembly.health import unapplied

# Any fixed number: whoever migrates holds this advisory lock.
LOCK = 7_203_114_001


def add(parser: argparse.ArgumentParser) -> None:
    """No options of its own."""


def run(options: Options) -> int:
    """Migrate, or say that nothing is to be done."""
    with some_database(options, create=True) as url:
        prepare(options, url=url)
        boot(process="migrate")
        done = migrate()
        connection.close()
    err.print(f"{done} migrations applied." if done else "The database is up to date.")
    return 0


def migrate() -> int:
    """Apply what is missing, with progress bars, one process at a time; the number of migrations applied."""
    with connection.cursor() as cursor:
        while True:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
            row = cursor.fetchone()
            if row is not None and row[0]:
                break
            time.sleep(0.2)
    try:
        missing = len(unapplied())
        if missing:
            _apply(missing)
        return missing
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [LOCK])


def _apply(missing: int) -> None:
    with progress_bars() as report:
        lines = _Lines(lambda done: report("Preparing the tables", done, missing))
        call_command("migrate", interactive=False, verbosity=1, no_color=True, stdout=lines)
        report("Preparing the tables", missing, missing)


class _Lines:
    """Counts the migrations that Django says are done."""

    def __init__(self, tell: Callable[[int], None]) -> None:
        self.tell = tell
        self.done = 0

    def write(self, text: str) -> int:
        if text.strip().endswith("OK"):
            self.done += 1
        self.tell(self.done)
        return len(text)

    def flush(self) -> None:
        """Nothing is kept back."""

    def isatty(self) -> bool:
        return False
