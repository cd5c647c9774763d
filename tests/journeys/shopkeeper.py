"""A process of its own that opens a shop in a running house, and prints the API key; or that consumes its events.

Started by the kill test with the address of the house's database in the environment.
"""

import os
import signal
import sys
import threading
from collections.abc import Sequence
from datetime import datetime

import django

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "estafette.assembly.settings"
    django.setup()

from django.db import connection

from estafette.orders.events import LinesCanceled, OrderPlaced
from estafette.platform.eventlog.runner import run
from estafette.platform.eventlog.types import Consumer, Recorded
from estafette.testing.http import Caller
from estafette.testing.world import build

CONSUMER = "testing.counted"
SEEN = """
CREATE TABLE testing_seen (id bigint GENERATED ALWAYS AS IDENTITY, aggregate text NOT NULL, version integer NOT NULL)
"""


def open_shop(scarce: int) -> str:
    """Plenty of A and B, a few of C in three places; the token of a key."""
    plenty = {(sku, place): 1_000_000 for sku in ("A", "B") for place in ("W1", "S1")}
    few = {("C", "W1"): scarce - 2 * (scarce // 3), ("C", "S1"): scarce // 3, ("C", "S2"): scarce // 3}
    build(stock={**plenty, **few})
    with connection.cursor() as cursor:
        cursor.execute(SEEN)
    return Caller().token


def note(batch: Sequence[Recorded], *, at: datetime) -> None:
    """A reaction whose only effect is a row an event: nothing keeps a second one out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO testing_seen (aggregate, version) SELECT a, v FROM unnest(%s::text[], %s::int[])"
            " WITH ORDINALITY AS e (a, v, n) ORDER BY n",
            [[each.aggregate for each in batch], [each.version for each in batch]],
        )


def consume() -> None:
    """Consume until SIGTERM."""
    stop = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    run(stop, [Consumer(CONSUMER, frozenset({OrderPlaced.kind, LinesCanceled.kind}), note, 50)])


if __name__ == "__main__":
    if sys.argv[1] == "open":
        sys.stdout.write(open_shop(int(sys.argv[2])))
    else:
        consume()
