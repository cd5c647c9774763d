"""A small memory of one process: what was read from the database a moment ago.

For look-ups that every hot request repeats and that may be a moment old. Nothing that another process needs is
kept here, and what was not found is never remembered.
"""

import threading
import time
from collections.abc import Callable, Iterable, Mapping
from typing import Generic, TypeVar
from weakref import WeakSet

K = TypeVar("K")
V = TypeVar("V")

_all: "WeakSet[Recent[object, object]]" = WeakSet()


class Recent(Generic[K, V]):
    """Values by key, believed for `seconds` of the monotonic clock; emptied when it holds `most`."""

    def __init__(self, *, seconds: float, most: int) -> None:
        self._seconds = seconds
        self._most = most
        self._known: dict[K, tuple[V, float]] = {}
        self._lock = threading.Lock()
        self._generation = 0
        _all.add(self)  # type: ignore[arg-type]

    def get(self, keys: Iterable[K], read: Callable[[list[K]], Mapping[K, V]]) -> dict[K, V]:
        """The values of `keys`; those not known or too old come from one call of `read`."""
        known, moment = self._known, time.monotonic()
        found: dict[K, V] = {}
        missing: list[K] = []
        for key in keys:
            entry = known.get(key)
            if entry is not None and moment < entry[1]:
                found[key] = entry[0]
            else:
                missing.append(key)
        if missing:
            found.update(self._fill(missing, read))
        return found

    def _fill(self, missing: list[K], read: Callable[[list[K]], Mapping[K, V]]) -> Mapping[K, V]:
        """Read the missing ones. The age counts from before the read, and a `forget` meanwhile wins over it."""
        until, generation = time.monotonic() + self._seconds, self._generation
        values = read(missing)
        with self._lock:
            if generation == self._generation:
                if len(self._known) + len(values) > self._most:
                    self._known.clear()
                self._known.update((key, (value, until)) for key, value in values.items())
        return values

    def forget(self) -> None:
        """Believe nothing any more: after a change that this process has made itself."""
        with self._lock:
            self._generation += 1
            self._known.clear()


def forget_all() -> None:
    """Empty every memory of this process."""
    for each in list(_all):
        each.forget()
