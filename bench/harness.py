"""What the benchmarks over HTTP share: a running web server, a key, a stocked shop, the limit in pgbench."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import parse_qs, urlsplit

import psycopg
from django.db import transaction

from bench.client.load import Outcome
from estafette.catalog.commands.skus import upsert_skus
from estafette.catalog.types import SkuDraft
from estafette.platform import clock
from estafette.platform.access.commands.create_key import create_key
from estafette.platform.access.types import SYSTEM, KeyDraft
from estafette.platform.database import binaries
from estafette.testing.world import build

HERE = Path(__file__).resolve().parent
SKUS = 10_000
PLACES = 20


@contextmanager
def web(url: str, *, workers: int = 2, module: str = "estafette.assembly.cli") -> Iterator[int]:
    """The product's own web server (by the command in `module`) on a free port; the port."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="estafette-web-") as folder:
        environment = {
            **os.environ,
            "ESTAFETTE_DATA_DIR": folder,
            "ESTAFETTE_WEB_WORKERS": str(workers),
            "ESTAFETTE_LOG_LEVEL": "warning",
        }
        command = [
            sys.executable, "-m", module, "web", "--database-url", url, "--port", str(port),
        ]  # fmt: skip
        process = subprocess.Popen(command, env=environment, start_new_session=True)
        try:
            _wait(port, process)
            yield port
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGTERM)
                process.wait(timeout=30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        if process.poll() is not None:
            raise SystemExit("The web server ended before it answered.")
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health/live", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The web server did not answer within 30 seconds.")


def api_key(scopes: Iterable[str] = ("orders:write", "orders:read", "stock:read", "stock:write")) -> str:
    """A real key of an unlimited rate."""
    draft = KeyDraft(name="bench", permissions=tuple(scopes), per_minute=0)
    with transaction.atomic():
        return create_key(draft=draft, by=SYSTEM, at=clock.now()).token


STOCK = """
INSERT INTO inventory_level (sku_id, location_id, on_hand)
SELECT s.id, p.id, {units} FROM catalog_sku AS s, network_location AS p;
INSERT INTO inventory_movement (sku_id, location_id, quantity, reason, actor, effective_at)
SELECT s.id, p.id, {units}, 'opening', 'bench', now() FROM catalog_sku AS s, network_location AS p;
"""


def stock_shop(url: str, *, skus: int = SKUS, places: int = PLACES, units: int = 100_000_000) -> None:
    """A shop of our own checkout with `units` of every SKU (`SKU-1` …) at every place (`P1` …).

    The catalog and the network come through the commands; the stock, which is not what is measured, at once.
    """
    build(skus=[], places=[f"P{n}" for n in range(1, places + 1)])
    codes = [f"SKU-{n}" for n in range(1, skus + 1)]
    for start in range(0, skus, 500):
        drafts = [SkuDraft(code=code) for code in codes[start : start + 500]]
        with transaction.atomic():
            upsert_skus(drafts=drafts, by=SYSTEM, at=clock.now())
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(STOCK.format(units=units))
        # Only what is full: statistics of empty tables would mislead the first plans.
        connection.execute("VACUUM ANALYZE catalog_sku, inventory_level, inventory_movement")


def load(*, port: int, requests: Iterable[bytes], clients: int, seconds: float) -> Outcome:
    """Run the load client in a process of its own over the requests, again and again."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        for each in requests:
            file.write(json.dumps(each.decode()) + "\n")
        file.flush()
        command = [
            sys.executable, str(HERE / "client" / "load.py"), "--port", str(port), "--clients", str(clients),
            "--seconds", str(seconds), "--requests", file.name,
        ]  # fmt: skip
        done = subprocess.run(command, check=False, stdout=subprocess.PIPE)
    if done.returncode:
        raise SystemExit("The load client failed.")
    said = json.loads(done.stdout)
    return Outcome(
        {int(status): count for status, count in said["statuses"].items()},
        said["durations_ms"],
        said["seconds"],
    )


def pgbench(url: str, script: str, *, clients: int, seconds: float) -> float:
    """Transactions a second of a script in bench/sql, by the pgbench of the bundled PostgreSQL."""
    parts = urlsplit(url)
    query = {name: values[0] for name, values in parse_qs(parts.query).items()}
    host, port = query.get("host") or parts.hostname or "", query.get("port") or str(parts.port or 5432)
    program = binaries.bundled().program("pgbench")
    command = [
        str(program), "-n", "-M", "prepared", "-c", str(clients), "-j", "2", "-T", str(int(seconds)),
        "-f", str(HERE / "sql" / script), "-h", host, "-p", port, "-U", parts.username or "postgres",
        parts.path.lstrip("/"),
    ]  # fmt: skip
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    if found is None:
        raise SystemExit(done.stdout + done.stderr)
    return float(found.group(1))


def prepare_limit(url: str) -> None:
    """The tables and the function of the limit, in a schema of their own."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute((HERE / "sql" / "limit.sql").read_text(encoding="utf-8"))


def middle(figures: Iterable[float]) -> float:
    return float(median(list(figures)))


def order_body(reference: str, lines: Iterable[tuple[str, int]]) -> dict[str, Any]:
    """An order as a web shop sends it."""
    return {
        "channel": "WEB",
        "reference": reference,
        "currency": "EUR",
        "lines": [{"sku": sku, "quantity": units, "unit_price": "19.90"} for sku, units in lines],
        "ship_to": {
            "name": "Ada Lovelace", "street1": "1 rue de la Paix", "postcode": "69001", "city": "Lyon",
            "country": "FR",
        },
    }  # fmt: skip
