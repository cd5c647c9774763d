"""The server process: made, started, waited for, watched and stopped."""

import ctypes
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import psycopg

from estafette.platform.database import conf, stale
from estafette.platform.database.binaries import Binaries
from estafette.platform.database.fault import DatabaseFault
from estafette.platform.database.place import DATABASE, ROLE, SUPERUSER, Place

MAJOR = "18"
PAUSE = 0.05
FAST_STOP = 120.0
IN_USE = "pre-existing shared memory block"
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None

Waiting = Callable[[float], None]


class Server:
    """One embedded server. Only the holder of the data directory's lock may have one."""

    def __init__(self, place: Place, binaries: Binaries, *, durable: bool = True) -> None:
        self.place = place
        self.binaries = binaries
        self.durable = durable
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, *, stop: threading.Event | None = None, waiting: Waiting | None = None) -> None:
        """Bring the server up and return when it takes queries, however long its recovery takes.

        `waiting` is told now and then how many seconds have gone by; `stop` gives up. Raises DatabaseFault.
        """
        stale.clear(self.place)
        self._initialize()
        self._configure()
        began = time.monotonic()
        while True:
            self.process = self._launch()
            if self._wait(began, stop, waiting):
                break
            said = self._last_words()
            # The helpers of a killed server take a moment to leave the shared memory.
            if IN_USE not in said or time.monotonic() - began > 60:
                raise DatabaseFault(f"PostgreSQL did not start. It said:\n{said}")
            time.sleep(0.5)
        self._prepare()

    def alive(self) -> bool:
        """Whether the server process lives."""
        return self.process is not None and self.process.poll() is None

    def stop(self, *, timeout: float = FAST_STOP) -> bool:
        """Shut down at once and cleanly: open transactions are rolled back, all is on disk.

        True when it was clean; after `timeout` seconds the server is ended the hard way (it recovers by itself).
        """
        if self.process is None:
            return True
        clean = True
        if self.alive():
            self.process.send_signal(signal.SIGINT)
            try:
                self.process.wait(timeout)
            except subprocess.TimeoutExpired:
                clean = False
                self.process.send_signal(signal.SIGQUIT)
                self.process.wait(30)
        self.process = None
        return clean

    def _initialize(self) -> None:
        data = self.place.data
        if (data / "PG_VERSION").exists():
            found = (data / "PG_VERSION").read_text().strip()
            if found != MAJOR:
                raise DatabaseFault(
                    f"The data in {data} is of PostgreSQL {found}, this is {MAJOR}. Make a backup with the "
                    "release that wrote it and restore that here."
                )
            return
        partial = self.place.home / "data.partial"
        shutil.rmtree(partial, ignore_errors=True)
        made = subprocess.run(
            [
                self.binaries.program("initdb"),
                *("-D", str(partial), "-U", SUPERUSER, "-E", "UTF8", "--data-checksums", "--no-instructions"),
                *("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C", "-A", "trust"),
                *(() if self.durable else ("--no-sync",)),
            ],
            cwd=self.place.home,
            env=self._environ(),
            capture_output=True,
            text=True,
            check=False,
            **self.place.user.popen(),
        )
        if made.returncode != 0:
            raise DatabaseFault(f"The database could not be created. initdb said:\n{made.stderr.strip()}")
        partial.rename(data)

    def _configure(self) -> None:
        values = conf.settings(
            conf.Size.here(), socket=self.place.socket, log=self.place.log, durable=self.durable
        )
        for name, text in (("postgresql.conf", conf.render(values)), ("pg_hba.conf", conf.HBA)):
            path = self.place.data / name
            path.write_text(text, encoding="utf-8")
            path.chmod(0o600)
            if self.place.user.switch:
                os.chown(path, self.place.user.uid, self.place.user.gid)

    def _launch(self) -> subprocess.Popen[bytes]:
        with self._startup_log.open("wb") as log:
            return subprocess.Popen(
                [self.binaries.program("postgres"), "-D", str(self.place.data)],
                cwd=self.place.home,
                env=self._environ(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                umask=0o077,
                # Ctrl-C in the terminal is for us: we stop the server last.
                start_new_session=True,
                preexec_fn=_stop_with_parent,
                **self.place.user.popen(),
            )

    def _wait(self, began: float, stop: threading.Event | None, waiting: Waiting | None) -> bool:
        """True when queries are taken, false when the process ended before."""
        pause = PAUSE
        while self.alive():
            try:
                with psycopg.connect(self.place.url(database="postgres", role=SUPERUSER), connect_timeout=5):
                    return True
            except psycopg.OperationalError:
                pass
            if stop is not None and stop.is_set():
                self.stop()
                raise DatabaseFault("The start of the database was interrupted.")
            if waiting is not None:
                waiting(time.monotonic() - began)
            time.sleep(pause)
            pause = min(pause * 1.3, 1.0)
        return False

    def _prepare(self) -> None:
        """The role and the database of the application."""
        address = self.place.url(database="postgres", role=SUPERUSER)
        with psycopg.connect(address, autocommit=True) as connection:
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE]).fetchone():
                connection.execute(f"CREATE ROLE {ROLE} LOGIN CREATEDB")
                connection.execute(f"GRANT pg_monitor, pg_signal_backend, pg_checkpoint TO {ROLE}")
            if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                connection.execute(f"CREATE DATABASE {DATABASE} OWNER {ROLE}")

    @property
    def _startup_log(self) -> Path:
        return self.place.log / "startup.log"

    def _last_words(self) -> str:
        """The end of what the server wrote before it ended."""
        logs = [self._startup_log]
        today = sorted(self.place.log.glob("postgresql-*.log"), key=lambda path: path.stat().st_mtime)
        text = "\n".join(
            path.read_text(errors="replace")[-2000:] for path in [*today[-1:], *logs] if path.exists()
        )
        return "\n".join(text.strip().splitlines()[-15:])

    def _environ(self) -> dict[str, str]:
        return {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC", "HOME": str(self.place.home)}


def _stop_with_parent() -> None:
    """In the child: a fast shutdown as soon as the process that started the server is gone (Linux)."""
    if _libc is not None:
        _libc.prctl(1, signal.SIGINT)
