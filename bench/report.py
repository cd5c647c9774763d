"""One measured figure as one JSON object a line, beside its limit from the same run on the same machine."""

import json
import os
import platform
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import psycopg

SETTINGS = (
    "server_version",
    "fsync",
    "synchronous_commit",
    "full_page_writes",
    "data_checksums",
    "shared_buffers",
    "max_wal_size",
    "wal_compression",
    "commit_delay",
    "io_method",
    "jit",
)


def emit(
    *,
    bench: str,
    case: str,
    figure: float,
    unit: str,
    n: int,
    url: str,
    limit: float | None = None,
    target: float | None = None,
    at_most: bool = False,
    samples_ms: Sequence[float] = (),
) -> dict[str, Any]:
    """Print and return the record. `limit` is in the same unit; `target` is the ratio to reach, or not to exceed
    when `at_most`; without a limit it is the figure itself. `samples_ms` are single durations.
    """
    ratio = round(figure / limit, 4) if limit else None
    measured = ratio if ratio is not None else figure
    met = None if target is None else (measured <= target if at_most else measured >= target)
    ordered = sorted(samples_ms)
    record = {
        "bench": bench,
        "case": case,
        "figure": round(figure, 3),
        "unit": unit,
        "limit": None if limit is None else round(limit, 3),
        "ratio": ratio,
        "target": target,
        "met": met,
        "n": n,
        "p50_ms": quantile(ordered, 0.50),
        "p99_ms": quantile(ordered, 0.99),
        "machine": machine(),
        "postgres": postgres(url),
    }
    print(json.dumps(record), flush=True)
    return record


def quantile(ordered: Sequence[float], share: float) -> float | None:
    """The value below which `share` of the sorted samples lie; None when there are none."""
    if not ordered:
        return None
    return round(ordered[min(len(ordered) - 1, int(share * len(ordered)))], 3)


@cache
def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "cpu": _cpu(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_gib": round(memory, 1),
        "system": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
    }


def _cpu() -> str:
    for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


@cache
def postgres(url: str) -> dict[str, str]:
    """The settings of the server that matter for a figure."""
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "SELECT name, current_setting(name) FROM pg_settings WHERE name = ANY (%s)", [list(SETTINGS)]
        )
        return dict(rows.fetchall())
