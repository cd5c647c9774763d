"""What an earlier server left behind when it, or its supervisor, ended without a farewell."""

import os
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

from estafette.platform.database.fault import DatabaseFault
from estafette.platform.database.place import PORT, Place

PATIENCE = 120.0


def clear(place: Place) -> None:
    """Stop a server that was left running without us, and remove the lock files of one that is dead.

    The caller holds the data directory's lock, so no living supervisor owns that server. A process number
    may meanwhile belong to something else; such a file would keep PostgreSQL from starting.
    """
    pid_file = place.data / "postmaster.pid"
    pid = left_running(place)
    if pid is not None:
        _stop(pid)
    for path in (pid_file, place.socket / f".s.PGSQL.{PORT}.lock", place.socket / f".s.PGSQL.{PORT}"):
        path.unlink(missing_ok=True)


def left_running(place: Place) -> int | None:
    """The process number of a living server on this data; None when there is none."""
    try:
        pid = int((place.data / "postmaster.pid").read_text().split("\n", 1)[0])
    except (OSError, ValueError):
        return None
    return pid if pid > 1 and str(place.data) in _command_line(pid) else None


def _command_line(pid: int) -> str:
    proc = Path(f"/proc/{pid}/cmdline")
    if Path("/proc/self").exists():
        with suppress(OSError):
            return proc.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        return ""
    shown = subprocess.run(
        ["ps", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return shown.stdout


def _stop(pid: int) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, signal.SIGINT)
    until = time.monotonic() + PATIENCE
    while _lives(pid):
        if time.monotonic() > until:
            raise DatabaseFault(f"A PostgreSQL left running on this data (process {pid}) does not stop.")
        time.sleep(0.1)


def _lives(pid: int) -> bool:
    """Whether `pid` runs; a zombie that nobody has waited for does not."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    if Path("/proc/self").exists():
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
