"""Deliveries of webhooks to a local receiver that checks each signature, alone and when it fails a fifth of the time.

The limit is the same receiver, called by as many threads over as many kept connections, with the same bodies and
signatures and nothing behind them: no log, no leases, nothing written down.
"""

import argparse
import multiprocessing as mp
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from multiprocessing.connection import Connection
from uuid import UUID

from django.db import connection, transaction

from bench.client.receiver import receive
from bench.report import emit
from bench.scratch import scratch
from estafette.assembly.flow import CONSUMERS
from estafette.assembly.published import PUBLICATIONS
from estafette.customers.events import CustomerCreated
from estafette.notifications import commands, rules
from estafette.notifications.jobs import Sending, run
from estafette.notifications.models import Delivery, Lane
from estafette.notifications.types import WebhookDraft
from estafette.platform import clock
from estafette.platform.access.types import EVERYTHING, SYSTEM
from estafette.platform.eventlog.append import append
from estafette.platform.eventlog.consuming import register, step
from estafette.platform.eventlog.sequencer import Sequencer
from estafette.platform.eventlog.types import Entry
from estafette.platform.outbound import Outbound

AGGREGATES = 500
CONNECTIONS = 16
FAILING = 0.2
KNOWN = frozenset(each.name for each in PUBLICATIONS)


def main(arguments: Sequence[str]) -> int:
    """Run both cases beside the limit; one JSON line each. It fails when a delivery is lost or out of order."""
    parser = argparse.ArgumentParser(prog="estafette bench webhooks", description=__doc__)
    parser.add_argument("--n", type=int, default=5_000, help="deliveries of each case")
    parser.add_argument("--url", "--database-url", dest="url", help="a server to measure on")
    parser.add_argument("--json", action="store_true", help="the only form there is")
    options = parser.parse_args(arguments)
    count = options.n // AGGREGATES * AGGREGATES
    with scratch(options.url) as url:
        register(CONSUMERS)
        bare = _bare(min(count, 2_000))
        for version, (case, failing) in enumerate((("all accepted", 0.0), ("a fifth refused", FAILING))):
            took, lost, disordered, delays = _case(count, failing, version * count // AGGREGATES)
            emit(
                bench="webhooks", case=f"{count} deliveries, {case}", figure=count / took, unit="deliveries/s",
                limit=bare, n=count, url=url, samples_ms=delays,
            )  # fmt: skip
            emit(
                bench="webhooks", case=f"lost or out of order, {case}", figure=lost + disordered,
                unit="deliveries", target=0, at_most=True, n=count, url=url,
            )  # fmt: skip
            if lost or disordered:
                return 1
    return 0


def _case(count: int, failing: float, before: int) -> tuple[float, int, int, list[float]]:
    """Seconds for all, deliveries lost, deliveries out of order, and milliseconds of each one's last attempt."""
    with _receiver(failing) as (address, asked):
        with transaction.atomic():
            made = commands.create(
                draft=WebhookDraft(url=address), known=KNOWN, private=True, by=SYSTEM, access=EVERYTHING,
                at=clock.now(),
            )  # fmt: skip
        asked.send(made.secret)
        _happen(count, before)
        with transaction.atomic():
            while commands.fill(published=_sending().published, by=SYSTEM, at=clock.now()) is not None:
                continue
        began = time.perf_counter()
        _send_all(made.id)
        took = time.perf_counter() - began
        asked.send(None)
        got: dict[str, list[int]] = asked.recv()
        rows = Delivery.objects.filter(webhook=made.id, state="delivered", aggregate__startswith="customer:")
        delays = [float(log[-1]["ms"]) for log in rows.values_list("log", flat=True)]
        with transaction.atomic():
            commands.remove(webhook_id=made.id, by=SYSTEM, access=EVERYTHING, at=clock.now())
    expected = list(range(before + 1, before + count // AGGREGATES + 1))
    accepted = [got.get(f"customer:{n}", []) for n in range(AGGREGATES)]
    lost = sum(len(set(expected) - set(each)) for each in accepted)
    return took, lost, sum(each != sorted(each) for each in accepted), delays


def _happen(count: int, before: int) -> None:
    """Events of many aggregates in turn, numbered and consumed by everything that consumes them."""
    for version in range(before + 1, before + count // AGGREGATES + 1):
        event = CustomerCreated(customer_id=UUID(int=version), contacts=())
        with transaction.atomic():
            append(
                [Entry(f"customer:{n}", version, event) for n in range(AGGREGATES)], by=SYSTEM, at=clock.now()
            )
    sequencer = Sequencer()
    while sequencer.step():
        continue
    sequencer.resign()
    for consumer in CONSUMERS:
        while step(consumer, at=clock.now()):
            continue


def _sending() -> Sending:
    return Sending(PUBLICATIONS, connections=2 * CONNECTIONS, private=True)


def _send_all(webhook: UUID) -> None:
    """Run the sender of the product until nothing waits. Those that failed do not wait their seconds here."""
    stop = threading.Event()
    thread = threading.Thread(target=run, args=(stop, _sending()))
    thread.start()
    try:
        while True:
            waiting = Lane.objects.filter(webhook=webhook, due_at__isnull=False)
            if not waiting.exists():
                return
            waiting.filter(lease=None, due_at__gt=clock.now()).update(due_at=clock.now())
            time.sleep(0.05)
    finally:
        stop.set()
        thread.join()
        connection.close()


def _bare(count: int) -> float:
    """Calls a second of threads that only sign and send."""
    secret = rules.new_secret()
    body = b'{"id":"customer:1/1","subject":"customer:1","sequence":1,"data":"' + b"x" * 200 + b'"}'
    with _receiver(0.0) as (address, asked):
        asked.send(rules.secret_text(secret))
        outbound = Outbound(connections=CONNECTIONS, private=True)

        def call(number: int) -> int:
            headers = {
                "webhook-id": f"msg_{number}",
                "webhook-timestamp": "1",
                "webhook-signature": rules.signatures(
                    [secret], message=f"msg_{number}", seconds=1, body=body
                ),
            }
            return outbound.post(address, headers=headers, body=body, seconds=15).status

        with ThreadPoolExecutor(CONNECTIONS) as threads:
            began = time.perf_counter()
            assert set(threads.map(call, range(count))) == {204}
            took = time.perf_counter() - began
        outbound.close()
        asked.send(None)
        asked.recv()
    return count / took


@contextmanager
def _receiver(failing: float) -> Iterator[tuple[str, Connection]]:
    """A receiver in a process of its own: its address, and a pipe that takes its secret, then None, and gives what
    it accepted: the sequence numbers of each subject."""
    ours, theirs = mp.Pipe()
    process = mp.get_context("spawn").Process(target=receive, args=(theirs, failing), daemon=True)
    process.start()
    try:
        yield str(ours.recv()), ours
    finally:
        process.terminate()
        process.join()
