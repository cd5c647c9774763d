"""The house under load while its parts are killed at random moments: nothing lost, nothing twice."""

import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from estafette.assembly.tests.test_house import House, data_dir, processes, run, until
from estafette.platform.database.place import locate
from tests.journeys.shopkeeper import CONSUMER

pytestmark = pytest.mark.slow
__all__ = ["data_dir"]
SECONDS = float(os.environ.get("ESTAFETTE_KILL_SECONDS", "40"))
BUYERS, SCARCE = 6, 60
KEEPER = [sys.executable, "-m", "tests.journeys.shopkeeper"]
LEFT = f"""
SELECT (SELECT count(*) FROM eventlog_pending)
     + (SELECT count(*) FROM eventlog_consumer JOIN eventlog_shard USING (shard)
        WHERE name = '{CONSUMER}' AND position < head)
"""


@dataclass
class Ledger:
    """What the buyers were told."""

    placed: dict[str, dict[str, Any]] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)
    canceled: set[str] = field(default_factory=set)
    troubles: int = 0
    guard: threading.Lock = field(default_factory=threading.Lock)


class Buyer(threading.Thread):
    """Places orders, cancels some, and asks again in the same words until it is answered."""

    def __init__(self, number: int, house: House, token: str, ledger: Ledger, stop: threading.Event) -> None:
        super().__init__(daemon=True)
        self.number, self.house, self.ledger, self.stop = number, house, ledger, stop
        self.headers = {"Authorization": f"Bearer {token}"}
        self.dice = random.Random(number)

    def run(self) -> None:
        count = 0
        while not self.stop.is_set():
            count += 1
            reference = f"b{self.number}-{count}"
            self.buy(reference, sku="C" if count % 4 == 0 else "AB"[count % 2])

    def buy(self, reference: str, *, sku: str) -> None:
        answer = self.ask("orders", order(reference, sku))
        with self.ledger.guard:
            if answer.status_code == 201:
                self.ledger.placed[reference] = answer.json()
            else:
                assert answer.status_code == 409, answer.text
                self.ledger.refused.add(reference)
        if answer.status_code == 201 and self.dice.random() < 0.15 and sku != "C":
            self.cancel(reference, answer.json()["id"])

    def cancel(self, reference: str, order_id: str) -> None:
        answer = self.ask(f"orders/{order_id}/cancel", {"reason": "test"}, key=reference)
        assert answer.status_code == 200, answer.text
        with self.ledger.guard:
            self.ledger.canceled.add(reference)

    def ask(self, path: str, body: dict[str, Any], *, key: str = "") -> httpx.Response:
        """The first answer that is one: a dead server, a closed connection and a 5xx are not."""
        headers = {**self.headers, **({"Idempotency-Key": key} if key else {})}
        address = f"{self.house.address}api/v1/{path}"
        end = time.monotonic() + 120
        while time.monotonic() < end:
            with suppress(httpx.TransportError):
                answer = httpx.post(address, json=body, headers=headers, timeout=15)
                if answer.status_code < 500:
                    return answer
            with self.ledger.guard:
                self.ledger.troubles += 1
            time.sleep(0.1)
        raise AssertionError(f"no answer to {path} in two minutes")


def order(reference: str, sku: str) -> dict[str, Any]:
    lines = [{"sku": sku, "quantity": 1, "unit_price": "9.90"}]
    if sku != "C":
        lines.append({"sku": "B" if sku == "A" else "A", "quantity": 2, "unit_price": "1.00"})
    return {"channel": "WEB", "reference": reference, "lines": lines}


class Killer:
    """Kills one part after another; the supervisor and PostgreSQL bring them back, the consumer is ours."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.dice = random.Random(7)
        self.killed: list[str] = []
        self.consumer = self.start_consumer()

    def start_consumer(self) -> "subprocess.Popen[bytes]":
        return subprocess.Popen([*KEEPER, "consume"], env=environ(self.house), stderr=subprocess.DEVNULL)

    def web(self) -> int | None:
        return self.house.child("web")

    def server(self) -> int | None:
        """A worker process of the web server."""
        web = self.web()
        return next((pid for pid, parent in processes("").items() if parent == web), None)

    def worker(self) -> int | None:
        return self.house.child("worker")

    def postmaster(self) -> int | None:
        with suppress(OSError, ValueError):
            return self.house.database()
        return None

    def backend(self) -> int | None:
        """A database connection of the house."""
        found = self.house.ask(
            "SELECT pid FROM pg_stat_activity WHERE application_name = 'estafette' AND pid <> pg_backend_pid()"
        )
        pids = [row[0] for row in found if row[0]]
        return int(self.dice.choice(pids)) if pids else None

    def reader(self) -> int | None:
        return self.consumer.pid if self.consumer.poll() is None else None

    def strike(self, part: str) -> None:
        """Kill a part as soon as there is one: it may be on its way back from the last time."""
        victim = until(getattr(self, part))
        with suppress(ProcessLookupError):
            os.kill(victim, signal.SIGKILL)
            self.killed.append(part)
        if part == "reader":
            self.consumer.wait(20)
            self.consumer = self.start_consumer()


PARTS = ("web", "worker", "postmaster", "backend", "server", "reader")


def environ(house: House) -> dict[str, str]:
    return {
        **os.environ,
        "ESTAFETTE_DATABASE_URL": locate(house.data_dir).url(),
        "ESTAFETTE_SECRET_KEY": "test",
    }


@pytest.fixture
def house(data_dir: Path) -> Iterator[House]:
    running = House(data_dir)
    yield running
    if running.process.poll() is None:
        running.end(signal.SIGKILL)
        until(lambda: not processes(str(data_dir)))
    running.log.close()


def test_nothing_is_lost_and_nothing_is_done_twice(house: House) -> None:
    token = subprocess.run(
        [*KEEPER, "open", str(SCARCE)], env=environ(house), capture_output=True, text=True, check=True
    ).stdout
    ledger, stop = Ledger(), threading.Event()
    killer = Killer(house)
    buyers = [Buyer(number, house, token, ledger, stop) for number in range(BUYERS)]
    for buyer in buyers:
        buyer.start()
    end = time.monotonic() + SECONDS
    strikes = 0
    while time.monotonic() < end or strikes < len(PARTS):
        time.sleep(killer.dice.uniform(0.5, 3.0))
        killer.strike(PARTS[strikes % len(PARTS)] if strikes < len(PARTS) else killer.dice.choice(PARTS))
        strikes += 1
    stop.set()
    for buyer in buyers:
        buyer.join(180)
        assert not buyer.is_alive()
    until(house.ready, 120)
    assert set(killer.killed) == set(PARTS), killer.killed
    assert len(ledger.placed) > 50, "there was load"
    everything_is_there_once(house, ledger, token)
    the_log_tells_it_once_and_in_order(house, ledger, token, killer)
    report = run("check", "--json", "--database-url", locate(house.data_dir).url())
    assert json.loads(report.stdout)["breaches"] == [], report.stdout
    assert report.returncode == 0


def everything_is_there_once(house: House, ledger: Ledger, token: str) -> None:
    """Each order that was acknowledged is there, once, and no other; each refusal is still one."""
    found = house.ask("SELECT reference, id::text, number, status FROM orders_order")
    assert len(found) == len({row[0] for row in found})
    assert {row[0]: (row[1], row[2]) for row in found} == {
        reference: (told["id"], told["number"]) for reference, told in ledger.placed.items()
    }
    assert {row[0] for row in found if row[3] == "canceled"} == ledger.canceled
    references = house.ask("SELECT ref, order_id IS NOT NULL FROM orders_reference WHERE kind = 'order'")
    assert {ref for ref, is_placed in references if is_placed} == set(ledger.placed)
    assert {ref for ref, is_placed in references if not is_placed} == ledger.refused
    [(sold, promised)] = house.ask(
        "SELECT (SELECT coalesce(sum(ordered), 0) FROM orders_line WHERE sku = 'C'), sum(v.reserved)"
        " FROM inventory_level AS v JOIN catalog_sku AS s ON s.id = v.sku_id WHERE s.code = 'C'"
    )
    assert sold == promised <= SCARCE
    assert not ledger.refused or sold == SCARCE
    headers = {"Authorization": f"Bearer {token}"}
    for reference in random.Random(1).sample(sorted(ledger.placed), 20):
        sku = "C" if int(reference.split("-")[1]) % 4 == 0 else "AB"[int(reference.split("-")[1]) % 2]
        again = httpx.post(f"{house.address}api/v1/orders", json=order(reference, sku), headers=headers)
        assert (again.status_code, again.json()["id"]) == (201, ledger.placed[reference]["id"])


def the_log_tells_it_once_and_in_order(house: House, ledger: Ledger, token: str, killer: Killer) -> None:
    """The public feed and a consumer that was killed as well: each event of each order once, in order."""
    until(lambda: house.ask(LEFT) == [(0,)], 120)
    told: dict[str, list[int]] = {}
    cursor, more = "", True
    while more:
        page = httpx.get(
            f"{house.address}api/v1/events",
            params={"limit": 200, "cursor": cursor},
            headers={"Authorization": f"Bearer {token}"},
            timeout=30,
        ).json()
        for event in page["items"]:
            if event["subject"].startswith("order:"):
                told.setdefault(event["subject"], []).append(event["sequence"])
        cursor, more = page["next"], page["more"]
    expected = {
        f"order:{each['id']}": 2 if reference in ledger.canceled else 1
        for reference, each in ledger.placed.items()
    }
    # The worker assigns orders meanwhile, so that there are events between the two that the ledger knows of.
    assert set(told) == set(expected)
    for subject, versions in told.items():
        assert versions == list(range(1, len(versions) + 1))
        assert len(versions) >= expected[subject]
    seen: dict[str, list[int]] = {}
    for aggregate, version in house.ask("SELECT aggregate, version FROM testing_seen ORDER BY id"):
        seen.setdefault(aggregate, []).append(version)
    assert {aggregate: len(versions) for aggregate, versions in seen.items()} == expected
    assert all(versions == sorted(set(versions)) and versions[0] == 1 for versions in seen.values())
    killer.consumer.terminate()
    assert killer.consumer.wait(30) == 0
