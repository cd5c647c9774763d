"""The newest fifty orders with their lines, filtered by state and channel: as fast among a million as among few."""

import argparse
import json

import psycopg

from bench.capture import checked
from bench.client.load import request
from bench.harness import api_key, load, stock_shop, web
from bench.report import emit, quantile
from bench.scratch import scratch

STATES = ("placed", "on_hold", "in_progress", "shipped", "delivered", "canceled")
CLIENTS = 4
FILL = """
INSERT INTO orders_order (id, number, channel_id, legal_entity_id, brand_id, reference, status, language, currency,
    prices_include_tax, goods, discount, shipping, fees, tax, charges_tax, total, placed_at, recorded_at)
SELECT uuidv7((%(from)s::integer - %(to)s::integer) * interval '1 second' + (n - %(from)s::integer) * interval '1 second'), 100000 + n,
    (SELECT id FROM network_channel ORDER BY id LIMIT 1), 1, 1, 'fill-' || n,
    (%(states)s::text[])[1 + n %% 6], 'en', 'EUR', true, 3000, 0, 0, 0, 0, 0, 3000, now(), now()
FROM generate_series(%(from)s::integer, %(to)s::integer) AS n
"""
LINES = """
INSERT INTO orders_line (order_id, line, sku_id, sku, ordered, unassigned, unit_price, amount)
SELECT o.id, l, 1 + (o.number + l) %% 100, 'SKU-' || 1 + (o.number + l) %% 100, 1, 1, 10, 1000
FROM orders_order AS o CROSS JOIN generate_series(1, 3) AS l
WHERE o.number BETWEEN 100000 + %(from)s::integer AND 100000 + %(to)s::integer
"""


def fill(url: str, first: int, last: int) -> None:
    """Write orders at once: they are what is listed, not what is measured."""
    with psycopg.connect(url, autocommit=True) as connection:
        bounds = {"from": first, "to": last, "states": list(STATES)}
        connection.execute(FILL, bounds)
        connection.execute(LINES, bounds)
        connection.execute("VACUUM ANALYZE orders_order, orders_line")


def durations(port: int, key: str, seconds: float) -> list[float]:
    """Single durations of lists with each state of the channel, in milliseconds."""
    requests = [
        request(method="GET", path=f"/api/v1/orders?channel=WEB&status={state}&limit=50", key=key)
        for state in STATES
    ]
    load(port=port, requests=requests, clients=CLIENTS, seconds=2)
    return checked(load(port=port, requests=requests, clients=CLIENTS, seconds=seconds), 200).durations_ms


def main(argv: list[str]) -> int:
    """Measure and print: p95 among few orders, then among many, and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", "--database-url", help="an outside server; without it an embedded one")
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--few", type=int, default=10_000)
    parser.add_argument("--many", type=int, default=1_000_000)
    parser.add_argument("--json", action="store_true", help="accepted; the output is always JSON lines")
    options = parser.parse_args(argv)
    with scratch(options.url) as url:
        stock_shop(url, skus=100)
        key = api_key()
        with web(url) as port:
            fill(url, 1, options.few)
            few = durations(port, key, options.seconds)
            fill(url, options.few + 1, options.many)
            many = durations(port, key, options.seconds)
        before, after = quantile(sorted(few), 0.95), quantile(sorted(many), 0.95)
        emit(
            bench="orders-list", case=json.dumps({"few": options.few, "many": options.many}),
            figure=after or 0, unit="ms p95", limit=before, target=1.5, at_most=True, n=len(many), url=url,
            samples_ms=many,
        )  # fmt: skip
    return 0
