"""Whole worker processes killed outright, again and again: each effect is there once and in order."""

import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.db import connection

from estafette.platform.eventlog.tests.facts import rows, write
from estafette.platform.eventlog.tests.test_races import TABLES, effects

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]
NAMES = ("plain", "other")
AGGREGATES, VERSIONS, KILLS = 20, 100, 5
UNREAD = """
SELECT (SELECT count(*) FROM eventlog_pending) + count(*) FROM eventlog_consumer JOIN eventlog_shard USING (shard)
WHERE position < head
"""


@pytest.fixture
def effects_kept(shared_log: None) -> Iterator[None]:
    rows(TABLES)
    yield
    rows("DROP TABLE testing_aggregate, testing_effect")


def start() -> "subprocess.Popen[bytes]":
    given = {
        key: str(value) for key, value in connection.settings_dict.items() if isinstance(value, str | int)
    }
    where = f"host={quote(given['HOST'], safe='')}&port={given['PORT']}" if given["HOST"] else ""
    user = quote(given["USER"]) + (f":{quote(given['PASSWORD'])}" if given["PASSWORD"] else "")
    url = f"postgresql://{user}@/{given['NAME']}?{where}"
    worker = subprocess.Popen(
        [sys.executable, "-m", "estafette.platform.eventlog.tests.worker", *NAMES],
        env={**os.environ, "ESTAFETTE_DATABASE_URL": url},
        stdout=subprocess.PIPE,
    )
    assert worker.stdout is not None
    assert worker.stdout.readline() == b"ready\n"
    return worker


def test_nothing_is_lost_or_done_twice(effects_kept: None) -> None:
    dice = random.Random(11)
    workers = [start(), start()]
    try:
        for version in range(1, VERSIONS + 1):
            write(*[(f"order:{n}", version) for n in range(AGGREGATES)])
            time.sleep(0.02)
            if version % (VERSIONS // KILLS) == 0:
                time.sleep(dice.uniform(0, 0.1))
                victim = workers.pop(0)
                victim.kill()
                victim.wait()
                workers.append(start())
        settle()
    finally:
        for worker in workers:
            worker.terminate()
        codes = [worker.wait(20) for worker in workers]
    assert codes == [0, 0], "SIGTERM ends a worker cleanly"
    expected = {f"order:{n}": list(range(1, VERSIONS + 1)) for n in range(AGGREGATES)}
    assert [effects(name) for name in NAMES] == [expected, expected]


def settle() -> None:
    deadline = time.monotonic() + 60
    while rows(UNREAD) != [(0,)] or rows("SELECT count(*) FROM eventlog_consumer") != [(64 * len(NAMES),)]:
        assert time.monotonic() < deadline
        time.sleep(0.05)
