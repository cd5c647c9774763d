"""Each identity of the log holds after honest work and names who breaks it."""

import pytest

from estafette.platform.eventlog.identities import IDENTITIES
from estafette.platform.eventlog.tests.facts import Seen, consumer, drain, rows, sequence, write
from estafette.platform.identities import breaches

BROKEN = {
    "events.positions": [
        ("DELETE FROM eventlog_event WHERE position = 2", "position 3"),
        ("UPDATE eventlog_head SET position = 9", "head 9"),
    ],
    "events.versions": [
        ("UPDATE eventlog_event SET version = 7 WHERE position = 3", "event order:a/7"),
        ("UPDATE eventlog_pending SET version = 8", "event order:b/8"),
    ],
    "events.cursors": [
        ("UPDATE eventlog_consumer SET position = 99 WHERE shard = 5", "consumer testing.seen shard 5"),
        (
            "UPDATE eventlog_parked SET state = 'done', resolved_at = now() WHERE state = 'parked'",
            "consumer testing.seen event order:a/2",
        ),
    ],
}
CASES = [(name, damage, offender) for name, cases in BROKEN.items() for damage, offender in cases]


@pytest.fixture
def worked(log: None) -> None:
    """A log with events that are read, parked, held and not yet numbered."""
    reader = consumer(Seen(lambda each: each.aggregate == "order:a"))
    write(("order:a", 1), ("order:b", 1), ("order:a", 2))
    sequence()
    drain(reader)
    write(("order:b", 2))


def test_all_hold_after_honest_work(worked: None) -> None:
    assert [breach for identity in IDENTITIES for breach in breaches(identity)] == []


@pytest.mark.parametrize(("name", "damage", "offender"), CASES)
def test_the_offender_is_named(worked: None, name: str, damage: str, offender: str) -> None:
    rows(damage)
    [identity] = [each for each in IDENTITIES if each.name == name]
    assert [breach.offender for breach in breaches(identity)] == [offender]
