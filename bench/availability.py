"""Availability of 50 SKUs on one channel over HTTP, beside an endpoint that does nothing."""

import argparse
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from urllib.parse import urlencode

import msgspec
from django.db import connection, transaction

from bench.client.load import Outcome, request
from bench.harness import api_key, load, middle, stock_shop, web
from bench.report import emit
from bench.scratch import scratch
from estafette.catalog.queries import skus_by_code
from estafette.inventory.commands.move import move
from estafette.inventory.types import Move, Reason
from estafette.network.queries import locations_by_code
from estafette.platform import clock
from estafette.platform.access.types import SYSTEM

SKUS, PLACES, ASKED, CLIENTS = 3_000, 64, 50, 16
PATH = "/api/v1/availability"
TARGET = 0.3


def baskets(seed: int, count: int) -> Iterator[list[str]]:
    """Fifty different SKUs of three thousand each, as a page of a shop asks for them."""
    random = Random(seed)
    for _ in range(count):
        yield [f"SKU-{n}" for n in random.sample(range(1, SKUS + 1), ASKED)]


def gets(key: str) -> list[bytes]:
    return [
        request(
            method="GET", path=f"{PATH}?{urlencode({'channel': 'WEB', 'sku': skus}, doseq=True)}", key=key
        )
        for skus in baskets(1, 2000)
    ]


def posts(key: str) -> list[bytes]:
    return [
        request(method="POST", path=PATH, key=key, body=msgspec.json.encode({"channel": "WEB", "skus": skus}))
        for skus in baskets(2, 2000)
    ]


def main(argv: list[str]) -> int:
    """Measure both ways of asking, at rest and while stock changes; the limit in turn with each."""
    options = _parse(argv)
    with scratch(options.url) as url:
        stock_shop(url, skus=SKUS, places=PLACES, units=1_000_000)
        key = api_key(["stock:read"])
        with web(url, workers=options.workers, module="bench.nothing") as port:
            limit = [request(method="GET", path="/api/v1/bench/nothing", key=key)]
            for case, requests in (("by address", gets(key)), ("by body", posts(key))):
                _measure(case, requests, limit, port, url, options, target=TARGET)
            with _changes(options.changes):
                case = f"by address, while {options.changes} SKUs change a second"
                _measure(case, gets(key), limit, port, url, options, target=None)
    return 0


def _measure(
    case: str,
    requests: list[bytes],
    limit: list[bytes],
    port: int,
    url: str,
    options: argparse.Namespace,
    *,
    target: float | None,
) -> None:
    limits, rates, samples, n = [], [], [], 0
    _run(port, requests, 2)
    for _ in range(options.rounds):
        nothing = _run(port, limit, options.seconds)
        limits.append(nothing.ok / nothing.seconds)
        asked = _run(port, requests, options.seconds)
        rates.append(asked.ok / asked.seconds)
        samples += asked.durations_ms
        n += asked.ok
    emit(
        bench="availability", case=f"{ASKED} SKUs {case}, {CLIENTS} clients", figure=middle(rates),
        unit="requests/s", limit=middle(limits), target=target, n=n, url=url, samples_ms=samples,
    )  # fmt: skip


def _run(port: int, requests: list[bytes], seconds: float) -> Outcome:
    outcome = load(port=port, requests=requests, clients=CLIENTS, seconds=seconds)
    if set(outcome.statuses) != {200}:
        raise SystemExit(f"Unexpected answers: {outcome.statuses}")
    return outcome


@contextmanager
def _changes(rate: int) -> Iterator[None]:
    """Till sales in the background, so many SKUs a second in four transactions."""
    stop = threading.Event()
    thread = threading.Thread(target=_sell, args=(rate, stop))
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _sell(rate: int, stop: threading.Event) -> None:
    random = Random(3)
    codes = [f"SKU-{n}" for n in range(1, SKUS + 1)]
    ids = [ref.id for ref in skus_by_code(codes=codes, at=clock.now()).values()]
    places = [ref.id for ref in locations_by_code(codes=[f"P{n}" for n in range(1, PLACES + 1)]).values()]
    while not stop.is_set():
        began = time.monotonic()
        sold = random.sample(ids, max(1, rate // 4))
        moves = [Move(sku, random.choice(places), -1, Reason.TILL_SALE) for sku in sold]
        with transaction.atomic():
            move(moves=moves, by=SYSTEM, at=clock.now())
        stop.wait(max(0.0, 0.25 - (time.monotonic() - began)))
    connection.close()


def _parse(argv: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database-url", dest="url", help="an outside server; without it one of this run")
    parser.add_argument("--seconds", type=float, default=8, help="of each measurement")
    parser.add_argument("--rounds", type=int, default=3, help="measurements of each side, taken in turn")
    parser.add_argument("--workers", type=int, default=2, help="web processes")
    parser.add_argument(
        "--changes", type=int, default=100, help="SKUs that change a second, in the last case"
    )
    parser.add_argument("--json", action="store_true", help="accepted; the output is always JSON lines")
    return parser.parse_args(argv)
