"""Sending what webhooks are to be told: a loop that leases lanes, calls out without a transaction, and settles.

Any number of processes may run it. One that dies leaves its leases behind: when they are over, others go on.
"""

import queue
import random
import threading
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

import structlog
from django.db import connection

from estafette.notifications import commands, rules
from estafette.notifications.types import Lane, Letter, Outcome, Reason, Settled
from estafette.platform import clock
from estafette.platform.access.types import SYSTEM
from estafette.platform.eventlog.feed import Publication, Published
from estafette.platform.outbound import Outbound, Unreachable
from estafette.platform.transactions import door

log = structlog.get_logger("estafette.webhooks")

TIMEOUT = 15.0
"""Seconds that a receiver has to answer."""
LEAST_LEFT = 2 * TIMEOUT
"""Seconds that a lease must still last for another letter: looking up a name may take longer than the call."""
SHORTEST, LONGEST = 0.01, 0.5
"""Seconds between polls: the shortest while there is work, doubling to the longest while there is none."""
LONGEST_BACKOFF = 10.0
GONE = 410


@dataclass(frozen=True, slots=True)
class Sending:
    """What the loop needs to know: how many connections, whether the own network may be called, how long to wait."""

    publications: Sequence[Publication]
    connections: int = 32
    private: bool = False
    timeout: float = TIMEOUT
    published: Published = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "published", {each.event.kind: each for each in self.publications})

    @property
    def share(self) -> int:
        """Connections that one webhook may have, so that a slow receiver leaves some to the others."""
        return max(1, self.connections // 2)


def run(stop: threading.Event, sending: Sending) -> None:
    """Send until `stop` is set; returns when what was under way is settled."""
    sender = Sender(sending)
    pause, failures = SHORTEST, 0
    while not stop.is_set():
        try:
            worked = sender.turn(pause)
        except Exception as error:
            failures += 1
            log.warning("webhooks.step_failed", failures=failures, error=str(error).strip())
            connection.close()
            stop.wait(min(LONGEST_BACKOFF, 0.05 * 2.0 ** min(failures, 10)) * random.uniform(0.5, 1.0))
        else:
            failures, pause = 0, SHORTEST if worked else min(LONGEST, pause * 2)
    sender.close()


def maintain() -> int:
    """Forget what is old, and seal secrets by the present key."""
    rows = 0
    with door():
        rows += commands.reseal(by=SYSTEM, at=clock.now())
    for _ in range(100):
        with door():
            done = commands.forget(by=SYSTEM, at=clock.now())
        rows += done
        if not done:
            break
    return rows


class Sender:
    """Lanes under way, threads that send them, and a queue by which they come back."""

    def __init__(self, sending: Sending) -> None:
        self._sending = sending
        self._outbound = Outbound(connections=sending.connections, private=sending.private)
        self._threads = ThreadPoolExecutor(sending.connections, "webhook")
        self._done: queue.SimpleQueue[Settled] = queue.SimpleQueue()
        self._busy: Counter[UUID] = Counter()
        self._unsettled: list[Settled] = []

    def turn(self, patience: float) -> bool:
        """Settle what came back, write down replays, send what is due; whether there was anything to do.

        It waits up to `patience` seconds for something to come back, when there is nothing else.
        """
        settled = self._settle()
        filled = self._fill()
        taken = self._take()
        if not (settled or filled or taken):
            self._wait(patience)
        return bool(settled or filled or taken or self._unsettled)

    def close(self) -> None:
        """Wait for what is under way, and settle it."""
        self._threads.shutdown(wait=True)
        try:
            self._settle()
        finally:
            self._outbound.close()
            connection.close()

    def _settle(self) -> int:
        """What could not be written stays, and is written with the next."""
        while not self._done.empty():
            self._unsettled.append(self._done.get())
        lanes = list(self._unsettled)
        if lanes:
            settle(lanes)
            self._busy -= Counter(each.lane.webhook for each in lanes)
            self._unsettled.clear()
        return len(lanes)

    def _fill(self) -> bool:
        with door():
            events = commands.fill(published=self._sending.published, by=SYSTEM, at=clock.now())
        return events is not None

    def _take(self) -> int:
        free = self._sending.connections - self._busy.total()
        lanes = take(self._sending, most=free, busy=self._busy) if free > 0 else []
        for lane in lanes:
            self._busy[lane.webhook] += 1
            self._threads.submit(self._work, lane)
        return len(lanes)

    def _work(self, lane: Lane) -> None:
        started = time.monotonic()
        outcomes: list[Outcome] = []
        try:
            lasting = commands.LEASE.total_seconds() - LEAST_LEFT
            for letter in lane.letters:
                if time.monotonic() - started > lasting:
                    break
                outcomes.append(send(lane, letter, self._outbound, self._sending.timeout))
                if not outcomes[-1].is_success:
                    break
        except Exception:
            log.exception("webhooks.sending_failed", webhook=str(lane.webhook))
        self._done.put(Settled(lane, tuple(outcomes)))

    def _wait(self, seconds: float) -> None:
        try:
            self._unsettled.append(self._done.get(timeout=seconds))
        except queue.Empty:
            return


def take(sending: Sending, *, most: int, busy: Mapping[UUID, int]) -> list[Lane]:
    """Lease lanes that are due, in a transaction of their own."""
    with door():
        return commands.take(
            published=sending.published,
            most=most,
            share=sending.share,
            busy=busy,
            by=SYSTEM,
            at=clock.now(),
        )


def settle(lanes: Sequence[Settled]) -> None:
    """Write down how lanes went, and disable webhooks that are gone or dead."""
    with door():
        commands.settle(lanes=lanes, by=SYSTEM, at=clock.now())
    gone = {each.letter.webhook for lane in lanes for each in lane.outcomes if each.status == GONE}
    with door():
        dead = commands.note_health(lanes=lanes, by=SYSTEM, at=clock.now())
    if gone or dead:
        with door():
            commands.disable(webhooks=gone, reason=Reason.GONE, by=SYSTEM, at=clock.now())
            commands.disable_dead(webhooks=dead, by=SYSTEM, at=clock.now())


def send(lane: Lane, letter: Letter, outbound: Outbound, seconds: float) -> Outcome:
    """Send one letter; no transaction is open."""
    at, started = clock.now(), time.monotonic()
    answer: dict[str, Any] = {"status": 0, "error": letter.fault}
    if not letter.fault:
        answer = _post(lane, letter, outbound, seconds)
    return Outcome(letter=letter, at=at, ms=int((time.monotonic() - started) * 1000), **answer)


def _post(lane: Lane, letter: Letter, outbound: Outbound, seconds: float) -> dict[str, Any]:
    now = clock.now()
    stamp = int(now.timestamp())
    headers = {
        "content-type": "application/json",
        "user-agent": "Estafette-Webhooks",
        "webhook-id": letter.message,
        "webhook-timestamp": str(stamp),
        "webhook-signature": rules.signatures(
            lane.secrets, message=letter.message, seconds=stamp, body=letter.body
        ),
    }
    try:
        reply = outbound.post(lane.url, headers=headers, body=letter.body, seconds=seconds)
    except Unreachable as error:
        return {"status": 0, "error": str(error)}
    good = 200 <= reply.status < 300
    asked = rules.retry_after(reply.headers.get("retry-after", ""), at=now)
    return {"status": reply.status, "error": "" if good else reply.beginning, "wait": asked}
