"""How commands speak to people. Progress and remarks go to standard error, so that answers can be piped."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

err = Console(stderr=True, highlight=False, soft_wrap=True)
out = Console(highlight=False, soft_wrap=True)

Report = Callable[[str, int, int], None]


@contextmanager
def working(text: str) -> Iterator[Callable[[str], None]]:
    """A spinner with `text` while something takes its time; yields a way to change the text."""
    with err.status(text) as status:
        yield status.update
    if not err.is_terminal:
        err.print(text)


@contextmanager
def progress_bars() -> Iterator[Report]:
    """Progress bars by name: call the yielded function with (what, done, total)."""
    columns = (
        SpinnerColumn(finished_text="✓"),
        TextColumn("{task.description:<28}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=err) as bars:
        tasks: dict[str, int] = {}

        def report(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what, total=total)
            bars.update(bars.task_ids[tasks[what]], completed=done, total=total)

        yield report
