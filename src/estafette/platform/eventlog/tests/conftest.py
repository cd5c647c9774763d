"""A log that is empty before each test, and helpers to fill and read it."""

from collections.abc import Iterator

import pytest
from django.db import connection

EMPTY = """
TRUNCATE eventlog_pending, eventlog_event, eventlog_consumer, eventlog_parked, eventlog_decision;
UPDATE eventlog_head SET position = 0, sequenced_at = now();
UPDATE eventlog_shard SET head = 0;
"""


def empty_log() -> None:
    with connection.cursor() as cursor:
        cursor.execute(EMPTY)


@pytest.fixture
def log(db: None) -> None:
    """An empty log inside the test's own transaction."""
    empty_log()


@pytest.fixture
def shared_log(transactional_db: None) -> Iterator[None]:
    """An empty log that every connection sees, emptied again afterwards."""
    empty_log()
    yield
    empty_log()
