"""Orders of three lines over HTTP with a real key, one a request, beside the least that PostgreSQL must do."""

import argparse
import secrets
from collections.abc import Callable, Iterator
from random import Random

import msgspec

from bench.client.load import Outcome, request
from bench.harness import api_key, load, middle, order_body, pgbench, prepare_limit, stock_shop, web
from bench.report import emit
from bench.scratch import scratch

CLIENTS = 16
Chooser = Callable[[Random], list[str]]


def anywhere(random: Random) -> list[str]:
    """Three different articles of ten thousand."""
    return [f"SKU-{random.randint(low, low + 3332)}" for low in (1, 3334, 6667)]


def orders(seed: int, count: int, choose: Chooser) -> list[dict[str, object]]:
    """Orders with references that no other run has used."""
    random = Random(seed)
    run = secrets.token_hex(6)
    return [
        order_body(f"{run}-{n}", [(sku, random.randint(1, 3)) for sku in choose(random)])
        for n in range(count)
    ]


def singles(key: str, seed: int, count: int, choose: Chooser) -> Iterator[bytes]:
    """One request an order."""
    for body in orders(seed, count, choose):
        yield request(method="POST", path="/api/v1/orders", key=key, body=msgspec.json.encode(body))


def checked(outcome: Outcome, expected: int = 201) -> Outcome:
    """Refuse a figure that is made of failures."""
    if set(outcome.statuses) != {expected}:
        raise SystemExit(f"Unexpected answers: {outcome.statuses}")
    return outcome


def parse(argv: list[str], about: str | None) -> argparse.Namespace:
    """Options that all capture benchmarks share."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument(
        "--url", "--database-url", help="an outside server; without it an embedded, durable one of this run"
    )
    parser.add_argument("--seconds", type=float, default=10, help="of each measurement")
    parser.add_argument("--rounds", type=int, default=3, help="measurements of each side, taken in turn")
    parser.add_argument("--workers", type=int, default=2, help="web processes")
    parser.add_argument("--json", action="store_true", help="accepted; the output is always JSON lines")
    return parser.parse_args(argv)


def measure(
    name: str, options: argparse.Namespace, *, choose: Chooser, script: str, target: float
) -> dict[str, object]:
    """Both sides in turn, on one server; the middle of the rounds."""
    limits, figures, samples, n = [], [], [], 0
    with scratch(options.url) as url:
        prepare_limit(url)
        stock_shop(url)
        key = api_key()
        with web(url, workers=options.workers) as port:
            count = int(4000 * options.seconds) + 4000
            warm = singles(key, 0, 4000, choose)
            checked(load(port=port, requests=warm, clients=CLIENTS, seconds=3))
            for turn in range(options.rounds):
                limits.append(pgbench(url, script, clients=CLIENTS, seconds=options.seconds))
                supply = singles(key, turn + 1, count, choose)
                outcome = checked(load(port=port, requests=supply, clients=CLIENTS, seconds=options.seconds))
                figures.append(outcome.ok / outcome.seconds)
                samples += outcome.durations_ms
                n += outcome.ok
        return emit(
            bench=name, case=f"{CLIENTS} clients, one order a request", figure=middle(figures),
            unit="orders/s", limit=middle(limits), target=target, n=n, url=url, samples_ms=samples,
        )  # fmt: skip


def main(argv: list[str]) -> int:
    """Measure and print."""
    measure("capture", parse(argv, __doc__), choose=anywhere, script="limit_capture.pgbench", target=0.3)
    return 0
