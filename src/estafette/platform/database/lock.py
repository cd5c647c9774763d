"""One process at a time owns a data directory."""

import fcntl
import os
from pathlib import Path
from typing import Self


class Taken(Exception):
    """Another process owns the data directory; `pid` is its number, 0 when it did not say."""

    def __init__(self, path: Path, pid: int) -> None:
        super().__init__(str(path))
        self.path = path
        self.pid = pid


class DataLock:
    """A lock that the operating system gives back when its holder ends, however it ends."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "lock"
        self._handle: int | None = None

    def take(self) -> Self:
        """Own the directory, or raise Taken at once."""
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            written = os.pread(handle, 32, 0).strip()
            os.close(handle)
            raise Taken(self.path, int(written) if written.isdigit() else 0) from None
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        self._handle = handle
        return self

    def release(self) -> None:
        """Give it back."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def __enter__(self) -> Self:
        return self.take()

    def __exit__(self, *_: object) -> None:
        self.release()


def holder(folder: Path) -> int | None:
    """The process that owns `folder` now (0: it did not say which); None when nobody does."""
    if not (folder / "lock").exists():
        return None
    lock = DataLock(folder)
    try:
        lock.take()
    except Taken as taken:
        return taken.pid
    lock.release()
    return None
