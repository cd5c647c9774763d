"""What this process remembers of availability, and for how long it may say so.

Every statement that writes stock adds a row to the change feed (`inventory_touch`). A watcher reads the feed, and
what it names is forgotten. Two rules make the memory as true as the watcher's last look:

* An answer is kept only when no look since its reading began has named its SKU (each look has a number).
* Nothing is told once the last look that succeeded is older than a second.

So an answer from memory is one that the database itself would have given at `as_of`, the instant of that look.
Capture never asks here: it takes units under lock, so that an answer of a moment ago can oversell nothing.
"""

import threading
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from estafette.inventory.types import Pool

STALE = 1.0
"""Seconds after the last look that succeeded, from which on the memory is silent."""
KIT_SECONDS = 2.0
"""Seconds for which a kit's figure is kept: what a kit is made of is not in the change feed."""
EVERYTHING = 0
"""The SKU id in the change feed that stands for all of them."""
MOST = 1_000_000
"""Answers that one process keeps."""
MOST_NAMED = 200_000
"""SKUs whose last look is remembered by name; beyond that, all are taken to have been named."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One answer to keep: its encoded form, and the ids of the SKUs that it was made of."""

    fragment: bytes
    made_of: tuple[int, ...]
    kit: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """The last look: when it began by both clocks. `as_of` is what it vouches for."""

    moment: float
    as_of: datetime


class Memory:
    """Encoded answers by pool and SKU code. Readers take no lock."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._shelves: dict[Pool, dict[str, bytes]] = {}
        self._holders: dict[int, set[str]] = defaultdict(set)
        self._kits: dict[str, float] = {}
        self._named: dict[int, int] = {}
        self._floor = 0
        self._size = 0
        self.look: Look | None = None
        self.number = 0

    def shelf(self, pool: Pool) -> tuple[Mapping[str, bytes], Look] | None:
        """What is known of a pool's SKUs by code, and the look that vouches for it; None when none does."""
        look = self.look
        if look is None or time.monotonic() - look.moment > STALE:
            return None
        return self._shelves.get(pool, {}), look

    def keep(self, pool: Pool, answers: Mapping[str, Kept], *, began: int) -> None:
        """Keep answers whose reading began after look number `began`, unless a later look named their SKUs."""
        with self._lock:
            if self.look is None or began < self._floor:
                return
            if self._size + len(answers) > MOST:
                self._forget_all()
                return
            shelf = self._shelves.setdefault(pool, {})
            for code, answer in answers.items():
                if any(self._named.get(sku, 0) > began for sku in answer.made_of):
                    continue
                self._size += code not in shelf
                shelf[code] = answer.fragment
                for sku in answer.made_of:
                    self._holders[sku].add(code)
                if answer.kit:
                    self._kits.setdefault(code, time.monotonic() + KIT_SECONDS)

    def begin(self, look: Look) -> None:
        """A first look, or one after a gap: nothing that was read before it may be told."""
        with self._lock:
            self.number += 1
            self._forget_all()
            self.look = look

    def saw(self, skus: Iterable[int], look: Look) -> None:
        """A look found that these SKUs changed since the one before."""
        with self._lock:
            self.number += 1
            self._drop(skus)
            for code in [code for code, until in self._kits.items() if look.moment > until]:
                del self._kits[code]
                self._take_out(code)
            self.look = look

    def changed(self, skus: Iterable[int]) -> None:
        """This process itself has just changed these SKUs: forget them before the next look finds it out."""
        with self._lock:
            self.number += 1
            self._drop(skus)

    def end(self) -> None:
        """Nobody looks any more: say nothing."""
        with self._lock:
            self.look = None
            self.number += 1
            self._forget_all()

    def _drop(self, skus: Iterable[int]) -> None:
        for sku in skus:
            if sku == EVERYTHING:
                self._forget_all()
                return
            self._named[sku] = self.number
            for code in self._holders.pop(sku, ()):
                self._take_out(code)
        if len(self._named) > MOST_NAMED:
            self._named.clear()
            self._floor = self.number

    def _take_out(self, code: str) -> None:
        for shelf in self._shelves.values():
            self._size -= shelf.pop(code, None) is not None

    def _forget_all(self) -> None:
        """Also what is being read just now."""
        self._floor = self.number
        self._shelves.clear()
        self._holders.clear()
        self._kits.clear()
        self._named.clear()
        self._size = 0
