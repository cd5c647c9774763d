"""Every event of every room stands on the page of flows, and is published to outsiders."""

import importlib
from pathlib import Path

import estafette
from estafette.assembly.flow import CONSUMERS, FLOW
from estafette.assembly.published import PUBLICATIONS
from estafette.platform.eventlog.types import Event, event_kinds

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
