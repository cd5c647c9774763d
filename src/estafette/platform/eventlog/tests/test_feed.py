"""The public feed: complete, in order, bounded, and only what the caller may see."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec
import pytest
from django.db import transaction

from estafette.platform.access.types import EVERYTHING, SYSTEM, Access
from estafette.platform.api.paging import BadCursor, encode_cursor
from estafette.platform.eventlog import append
from estafette.platform.eventlog import feed as feeding
from estafette.platform.eventlog.feed import FeedPage, Publication, UnknownType, feed
from estafette.platform.eventlog.jobs import maintain
from estafette.platform.eventlog.tests.facts import AT, Counted, Renamed, rows, sequence, write
from estafette.platform.eventlog.types import Entry
from estafette.platform.refusal import Forbidden


class PublicCount(msgspec.Struct, kw_only=True):
    """A number, in words of the public schema."""

    amount: int


class PublicName(msgspec.Struct, kw_only=True):
    title: str


def counts(batch: Sequence[Counted], at: datetime) -> list[PublicCount]:
    return [PublicCount(amount=each.number * 10) for each in batch]


PUBLISHED = {
    Counted.kind: Publication(Counted, "test.count", PublicCount, counts),
    Renamed.kind: Publication(
        Renamed, "test.name", PublicName, lambda batch, at: [PublicName(title=e.title) for e in batch]
    ),
}


def read(cursor: str = "", limit: int = 100, **options: Any) -> FeedPage:
    asked = {"types": [], "access": EVERYTHING, "at": AT, **options}
    return feed(published=PUBLISHED, cursor=cursor, limit=limit, **asked)


def subjects(page: FeedPage) -> list[str]:
    return [each.subject for each in page.items]


def test_events_come_in_their_public_form(log: None) -> None:
    write(("order:a", 1))
    sequence()
    [event] = read().items
    assert msgspec.to_builtins(event) == {
        "id": "order:a/1",
        "type": "test.count",
        "version": 1,
        "subject": "order:a",
        "sequence": 1,
        "at": "2026-11-01T12:00:00Z",
        "actor": "system:estafette",
        "data": {"amount": 10},
    }


def test_pages_join_without_a_gap_and_go_on_later(log: None) -> None:
    write(*[(f"order:{n}", 1) for n in range(7)])
    sequence()
    found, cursor, more = [], "", True
    while more:
        page = read(cursor, limit=3)
        found += subjects(page)
        cursor, more = page.next, page.more
    assert found == [f"order:{n}" for n in range(7)]
    assert subjects(read(cursor)) == []
    write(("order:7", 1))
    sequence()
    assert subjects(read(cursor)) == ["order:7"]


def test_nothing_is_shown_before_it_is_numbered(log: None) -> None:
    write(("order:a", 1))
    page = read()
    assert page.items == []
    sequence()
    assert subjects(read(page.next)) == ["order:a"]


def test_a_page_looks_through_a_bounded_part_of_the_log(log: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feeding, "WINDOW", 5)
    write(*[(f"order:{n}", 1) for n in range(12)])
    with transaction.atomic():
        append([Entry("order:z", 1, Renamed(title="last"))], by=SYSTEM, at=AT)
    sequence()
    seen, cursor = [], ""
    for _ in range(3):
        page = read(cursor, types=["test.name"])
        seen.append((len(page.items), page.more))
        cursor = page.next
    assert seen == [(0, True), (0, True), (1, False)]


def test_only_the_types_asked_for(log: None) -> None:
    with transaction.atomic():
        append(
            [Entry("order:a", 1, Renamed(title="x")), Entry("order:b", 1, Counted(number=1))],
            by=SYSTEM,
            at=AT,
        )
    sequence()
    assert subjects(read(types=["test.name"])) == ["order:a"]
    with pytest.raises(UnknownType) as refused:
        read(types=["test.name", "test.nothing"])
    assert refused.value.field == "types[1]"


def test_a_reader_may_begin_with_what_is_to_come(log: None) -> None:
    write(("order:a", 1))
    sequence()
    page = read(newest=True)
    assert page.items == []
    write(("order:b", 1))
    sequence()
    assert subjects(read(page.next, newest=True)) == ["order:b"]


@pytest.mark.parametrize(
    ("access", "visible"),
    [
        ({}, ["order:1", "order:2", "stock:1", "stock:2", "both:1", "none:1"]),
        ({"channels": frozenset({1})}, ["order:1", "stock:1", "stock:2", "both:1"]),
        ({"locations": frozenset({2})}, ["order:1", "order:2", "stock:2"]),
        ({"channels": frozenset({1}), "locations": frozenset({1})}, ["order:1", "stock:1", "both:1"]),
        ({"channels": frozenset(), "locations": frozenset()}, []),
    ],
)
def test_a_limited_caller_sees_only_its_own(log: None, access: dict[str, Any], visible: list[str]) -> None:
    entries = [
        Entry("order:1", 1, Counted(number=1), channel=1),
        Entry("order:2", 1, Counted(number=1), channel=2),
        Entry("stock:1", 1, Counted(number=1), location=1),
        Entry("stock:2", 1, Counted(number=1), location=2),
        Entry("both:1", 1, Counted(number=1), channel=1, location=1),
        Entry("none:1", 1, Counted(number=1)),
    ]
    with transaction.atomic():
        append(entries, by=SYSTEM, at=AT)
    sequence()
    page = read(access=Access(permissions=frozenset({"events:read"}), **access))
    assert subjects(page) == visible


def test_permission_is_needed(log: None) -> None:
    with pytest.raises(Forbidden):
        read(access=Access(permissions=frozenset({"orders:read"})))


@pytest.mark.parametrize(
    "cursor", ["x", encode_cursor(1), encode_cursor(-1, AT), encode_cursor(2**63, AT), "W10"]
)
def test_a_foreign_cursor_is_refused(log: None, cursor: str) -> None:
    with pytest.raises(BadCursor):
        read(cursor)


def test_upkeep_drops_only_what_everybody_has_read(log: None) -> None:
    write(("order:a", 1))
    sequence()
    rows("UPDATE eventlog_event SET sequenced_at = sequenced_at - interval '1 day'")
    later = rows("SELECT now() + interval '4000 days'")[0][0]
    rows(
        "INSERT INTO eventlog_consumer SELECT 'testing.late', n, 0, '2000-01-01 00:00Z' FROM generate_series(0, 63) n"
    )
    maintain(at=later)
    assert subjects(read()) == ["order:a"]
    rows("UPDATE eventlog_consumer SET position = 1")
    maintain(at=later)
    assert read().items == []
