"""Group calls that arrive together: decided in one batch, answered one by one.

A call puts its item down. If nobody is deciding, it becomes the leader and decides everything that lies there,
its own item included; the others wait for their answer. While a leader waits for the database, the next items
gather, so batches grow exactly as fast as the load does, and a lonely call waits for nobody.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from estafette.platform.transactions import is_transient

T = TypeVar("T")
R = TypeVar("R")


class _Seat(Generic[T, R]):
    """One waiting call."""

    __slots__ = ("answer", "error", "item", "woken")

    def __init__(self, item: T) -> None:
        self.item = item
        self.answer: R | None = None
        self.error: BaseException | None = None
        self.woken = threading.Lock()
        self.woken.acquire()


class Grouper(Generic[T, R]):
    """Turns single calls into batches of at most `most` for `decide`, which returns one answer an item.

    `decide` opens its own transaction. When it fails for a batch, each item is decided alone, so that the
    fault of one never becomes the answer of another.
    """

    def __init__(self, decide: Callable[[Sequence[T]], Sequence[R]], *, most: int = 64) -> None:
        self._decide = decide
        self._most = most
        self._waiting: deque[_Seat[T, R]] = deque()
        self._guard = threading.Lock()
        self._led = False

    def submit(self, item: T) -> R:
        """The answer for one item; raises what `decide` raises for it."""
        seat: _Seat[T, R] = _Seat(item)
        with self._guard:
            self._waiting.append(seat)
            leads = not self._led
            self._led = True
        if not leads:
            seat.woken.acquire()
            leads = seat.answer is None and seat.error is None
        if leads:
            self._lead()
        if seat.error is not None:
            raise seat.error
        return seat.answer  # type: ignore[return-value]

    def _lead(self) -> None:
        """Decide one batch, then hand the lead to the first that came meanwhile."""
        with self._guard:
            batch = [self._waiting.popleft() for _ in range(min(self._most, len(self._waiting)))]
        try:
            self._settle(batch)
        except BaseException as error:
            # The leader's thread is being ended: its neighbors must not take silence for an answer.
            for seat in batch:
                if seat.answer is None and seat.error is None:
                    seat.error = error
            raise
        finally:
            with self._guard:
                heir = self._waiting[0] if self._waiting else None
                self._led = heir is not None
            for seat in batch:
                seat.woken.release()
            if heir is not None:
                heir.woken.release()

    def _settle(self, batch: list[_Seat[T, R]]) -> None:
        try:
            answers = self._decide([seat.item for seat in batch])
            for seat, answer in zip(batch, answers, strict=True):
                seat.answer = answer
        except Exception as error:
            if len(batch) == 1 and not is_transient(error):
                batch[0].error = error
            else:
                self._settle_alone(batch)

    def _settle_alone(self, batch: list[_Seat[T, R]]) -> None:
        for seat in batch:
            try:
                [seat.answer] = self._decide([seat.item])
            except Exception as error:
                seat.error = error
