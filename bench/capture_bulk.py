"""Orders over HTTP, two hundred a request, beside bare PostgreSQL taking them one by one."""

from collections.abc import Iterator

import msgspec

from bench.capture import CLIENTS, anywhere, checked, orders, parse
from bench.client.load import request
from bench.harness import api_key, load, middle, pgbench, prepare_limit, stock_shop, web
from bench.report import emit
from bench.scratch import scratch

BATCH = 200
BULK_CLIENTS = 4


def batches(key: str, seed: int, count: int) -> Iterator[bytes]:
    """One request for two hundred orders."""
    bodies = orders(seed, count, anywhere)
    for start in range(0, len(bodies), BATCH):
        body = msgspec.json.encode({"orders": bodies[start : start + BATCH]})
        yield request(method="POST", path="/api/v1/orders/batch", key=key, body=body)


def main(argv: list[str]) -> int:
    """Measure and print."""
    options = parse(argv, __doc__)
    limits, figures, samples, n = [], [], [], 0
    with scratch(options.url) as url:
        prepare_limit(url)
        stock_shop(url)
        key = api_key()
        with web(url, workers=options.workers) as port:
            count = int(12_000 * options.seconds)
            warm = batches(key, 0, 10_000)
            checked(load(port=port, requests=warm, clients=BULK_CLIENTS, seconds=1), 200)
            for turn in range(options.rounds):
                limits.append(pgbench(url, "limit_capture.pgbench", clients=CLIENTS, seconds=options.seconds))
                supply = batches(key, turn + 1, count)
                outcome = load(port=port, requests=supply, clients=BULK_CLIENTS, seconds=options.seconds)
                figures.append(checked(outcome, 200).ok * BATCH / outcome.seconds)
                samples += outcome.durations_ms
                n += outcome.ok * BATCH
        emit(
            bench="capture-bulk", case=f"{BULK_CLIENTS} clients, {BATCH} orders a request",
            figure=middle(figures), unit="orders/s", limit=middle(limits), target=1.0, n=n, url=url,
            samples_ms=samples,
        )  # fmt: skip
    return 0
