"""Every event of every room stands on the page of flows, and is published to outsiders."""

import importlib
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, get_args, get_origin
from uuid import UUID

import msgspec
import pytest

import estafette
from estafette.assembly.flow import CONSUMERS, FLOW
from estafette.assembly.published import PUBLICATIONS
from estafette.platform import sql
from estafette.platform.eventlog.feed import Publication
from estafette.platform.eventlog.types import Event, event_kinds, read_event

ROOT = Path(estafette.__file__).parent


def events() -> set[type[Event]]:
    """All events that the rooms' `events.py` declare."""
    modules = {f"estafette.{path.parent.name}.events" for path in ROOT.glob("*/events.py")}
    for name in modules:
        importlib.import_module(name)
    return {each for each in event_kinds().values() if each.__module__ in modules}


def test_every_event_stands_in_the_flow() -> None:
    assert events() - set(FLOW) == set()
    assert set(FLOW) - events() == set()


def test_every_event_is_published_once() -> None:
    assert {each.event for each in PUBLICATIONS} == events()
    assert len({each.name for each in PUBLICATIONS}) == len(PUBLICATIONS) == len(events())


def test_kinds_begin_with_their_room() -> None:
    for event in events():
        assert event.kind.split(".")[0] == event.__module__.split(".")[1]


def test_consumers_have_names_of_their_own() -> None:
    assert len({each.name for each in CONSUMERS}) == len(CONSUMERS)


def sample(kind: Any) -> Any:
    """Some value of a field's type."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin is list:
        return [sample(inner[0])]
    if origin is tuple:
        return tuple(sample(each) for each in inner if each is not Ellipsis)
    if inner:
        return sample(inner[0])
    return SAMPLES[kind]


SAMPLES = {
    int: 7,
    str: "x",
    bool: True,
    UUID: UUID(int=7),
    Decimal: Decimal("20.00"),
    date: date(2026, 1, 1),
    datetime: datetime(2026, 1, 1, tzinfo=UTC),
}


def sample_of(event: type[Event]) -> Event:
    return event(**{field.name: sample(field.type) for field in msgspec.structs.fields(event)})


@pytest.mark.parametrize("publication", PUBLICATIONS, ids=lambda each: each.name)
def test_an_event_reads_back_as_it_was_written(publication: Publication) -> None:
    event = sample_of(publication.event)
    assert read_event(event.kind, event.schema, sql.json(event)) == event


@pytest.mark.django_db
@pytest.mark.parametrize("publication", PUBLICATIONS, ids=lambda each: each.name)
def test_every_event_can_be_shown_outside(publication: Publication) -> None:
    event = sample_of(publication.event)
    shown = publication.fill([event, event], datetime.now(UTC))
    assert [type(each) for each in shown] == [publication.data] * 2
    assert msgspec.json.decode(sql.json(shown[0]), type=publication.data) == shown[0]
