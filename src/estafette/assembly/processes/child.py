"""One child process: started, watched, started again after a growing pause, ended with all it has begun."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
# A child that has lived this long is well again: its next pause is short.
WELL_AFTER = 30.0
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


@dataclass(frozen=True, slots=True)
class Spec:
    """What to run."""

    name: str
    argv: Sequence[str]
    environ: Mapping[str, str] = field(default_factory=dict)


class Child:
    """A child that should live."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec
        self.process: subprocess.Popen[bytes] | None = None
        self.restarts = 0
        self._pause = FIRST_PAUSE
        self._born = 0.0
        self._due = 0.0

    @property
    def pid(self) -> int | None:
        """Its process number while it lives."""
        return self.process.pid if self.process is not None and self.process.poll() is None else None

    def start(self) -> None:
        """Start it, in a session of its own: Ctrl-C in the terminal is for the supervisor."""
        self._born = time.monotonic()
        self.process = subprocess.Popen(
            list(self.spec.argv),
            env={**os.environ, **self.spec.environ},
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=_end_with_parent,
        )

    def tend(self) -> str | None:
        """Start it again when it is dead and its pause is over. What happened in words, None when nothing did."""
        if self.process is None or self.process.poll() is None:
            return None
        now = time.monotonic()
        if self._due == 0.0:
            self._end_group()
            if now - self._born >= WELL_AFTER:
                self._pause = FIRST_PAUSE
            self._due = now + self._pause
            said = f"{self.spec.name} ended ({ending(self.process.returncode)}); again in {self._pause:g} s"
            self._pause = min(self._pause * 2, LONGEST_PAUSE)
            return said
        if now >= self._due:
            self._due = 0.0
            self.restarts += 1
            self.start()
            return f"{self.spec.name} started again"
        return None

    def ask_to_end(self) -> None:
        """Ask it to finish what it does and end."""
        if self.pid is not None:
            with suppress(ProcessLookupError):
                os.kill(self.pid, signal.SIGTERM)

    def wait_end(self, until: float) -> bool:
        """Wait for its end until the monotonic moment `until`, then end it. True when it went by itself."""
        if self.process is None:
            return True
        try:
            self.process.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            self._end_group()
            self.process.wait(10)
            return False
        self._end_group()
        return True

    def _end_group(self) -> None:
        """End what is left of its session: a dead server's workers would keep its port."""
        if self.process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)


def ending(code: int) -> str:
    """The exit code in words."""
    if code < 0:
        return f"killed by {signal.Signals(-code).name}"
    return f"exit code {code}"


def _end_with_parent() -> None:
    """In the child: end as soon as the supervisor is gone, however it went (Linux)."""
    if _libc is not None:
        _libc.prctl(1, signal.SIGTERM)
