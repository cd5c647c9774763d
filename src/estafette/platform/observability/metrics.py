"""Counters, gauges and histograms, and their exposition.

With PROMETHEUS_MULTIPROC_DIR set (the supervisor does it) all web and worker processes of one machine write
into one folder and any of them can answer for all.
"""

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Literal

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    disable_created_metrics,
)
from prometheus_client import generate_latest as _generate
from prometheus_client import multiprocess as _multiprocess
from prometheus_client.core import Metric
from prometheus_client.registry import Collector

CONTENT_TYPE = CONTENT_TYPE_LATEST
FOLDER = "PROMETHEUS_MULTIPROC_DIR"
NAMESPACE = "estafette"
SECONDS = (0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

disable_created_metrics()  # type: ignore[no-untyped-call]

Mode = Literal["livesum", "livemax", "livemin", "livemostrecent", "mostrecent", "max", "sum"]


def counter(*, name: str, help: str, labels: Sequence[str] = ()) -> Counter:
    """A number that only grows, as `estafette_<name>_total`. Define it once, at module level."""
    return Counter(name, help, labels, namespace=NAMESPACE)


def gauge(*, name: str, help: str, labels: Sequence[str] = (), mode: Mode = "livemostrecent") -> Gauge:
    """A number that goes up and down, as `estafette_<name>`; `mode` says how processes are combined."""
    return Gauge(name, help, labels, namespace=NAMESPACE, multiprocess_mode=mode)


def histogram(
    *, name: str, help: str, labels: Sequence[str] = (), buckets: Sequence[float] = SECONDS
) -> Histogram:
    """A distribution, as `estafette_<name>`; durations are in seconds."""
    return Histogram(name, help, labels, namespace=NAMESPACE, buckets=tuple(buckets))


def exposition(*, asked: Sequence[Collector] = ()) -> bytes:
    """All measures, of all processes of this machine when they share a folder, then those `asked` just now."""
    folder = os.environ.get(FOLDER)
    registry = CollectorRegistry()
    if folder:
        _forget_dead(Path(folder))
        _multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        registry.register(_Own())
    for collector in asked:
        registry.register(collector)
    return _generate(registry)


class _Own(Collector):
    """The measures of this very process."""

    def collect(self) -> Iterable[Metric]:
        return REGISTRY.collect()


def fresh_folder(folder: Path) -> Path:
    """Make `folder` an empty place for the measures of a new start."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.db"):
        old.unlink(missing_ok=True)
    return folder


def _forget_dead(folder: Path) -> None:
    """Drop the live gauges of processes that have ended."""
    for file in folder.glob("gauge_live*_*.db"):
        pid = file.stem.rsplit("_", 1)[1]
        if pid.isdigit() and not _lives(int(pid)):
            with suppress(OSError):
                file.unlink()


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
