"""Companies, channels, pools and locations on a real database, and who may see and change which."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from estafette.network import commands, queries
from estafette.network.models import Channel, Location
from estafette.network.types import (
    Authority,
    BrandDraft,
    ChannelDraft,
    ExceptionDraft,
    Hold,
    HoldDraft,
    HoldKind,
    LegalEntityDraft,
    LocationDraft,
    OpenDraft,
    PoolDraft,
    WeeklyDraft,
)
from estafette.platform import recent
from estafette.platform.access.types import EVERYTHING, SYSTEM, Access
from estafette.platform.refusal import Refusal, Refused

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ALL = frozenset({"*"})


def location(code: str, **changes: Any) -> LocationDraft:
    sound = {
        "name": code,
        "kind": "store",
        "legal_entity": "FR",
        "country": "FR",
        "time_zone": "Europe/Paris",
    }
    return LocationDraft(code=code, **{**sound, **changes})


def channel(code: str, **changes: Any) -> ChannelDraft:
    sound = {"name": code, "legal_entity": "FR", "brand": "B", "currency": "EUR", "country": "FR"}
    return ChannelDraft(code=code, **{**sound, **changes})


def put(*drafts: LocationDraft | ChannelDraft, access: Access = EVERYTHING) -> list[str]:
    places = [draft for draft in drafts if isinstance(draft, LocationDraft)]
    shops = [draft for draft in drafts if isinstance(draft, ChannelDraft)]
    done = commands.upsert_locations(drafts=places, by=SYSTEM, at=AT, access=access)
    done += commands.upsert_channels(drafts=shops, by=SYSTEM, at=AT, access=access)
    return [each.outcome for each in done]


def pool(code: str, *entries: tuple[str, int], access: Access = EVERYTHING) -> str:
    drafts = [PoolDraft(location=place, rank=rank) for place, rank in entries]
    return commands.set_pool(channel=code, pool=drafts, by=SYSTEM, at=AT, access=access).outcome


def refused(work: Callable[[], Any]) -> list[tuple[str, str]]:
    """(field, code) of every refusal; what was begun is undone."""
    try:
        with transaction.atomic():
            work()
    except Refusal as refusal:
        return [(refusal.field, refusal.code)]
    except Refused as several:
        return [(each.field, each.code) for each in several.refusals]
    return pytest.fail("nothing was refused")


@pytest.fixture(autouse=True)
def companies() -> None:
    recent.forget_all()
    entity = LegalEntityDraft(code="FR", name="Maison", country="FR", currency="EUR")
    commands.upsert_legal_entities(drafts=[entity], by=SYSTEM, at=AT)
    commands.upsert_brands(drafts=[BrandDraft(code="B", name="Brand")], by=SYSTEM, at=AT)


def test_locations_are_created_changed_and_left_alone() -> None:
    precise = {"latitude": Decimal("48.85661400001"), "longitude": Decimal("2.3522")}
    assert put(location("PAR", **precise), location("LYO")) == ["created", "created"]
    assert put(location("PAR", **precise), location("LYO", city="Lyon")) == ["same", "changed"]
    view = queries.read_location(code="PAR", access=EVERYTHING)
    assert (view.latitude, view.longitude, view.version) == (Decimal("48.856614"), Decimal("2.352200"), 1)


def test_unknown_companies_are_refused_at_their_fields() -> None:
    assert refused(lambda: put(location("A"), location("B", legal_entity="X"))) == [
        ("locations[1].legal_entity", "unknown_legal_entity")
    ]
    assert refused(lambda: put(channel("W", legal_entity="X", brand="Y"))) == [
        ("channels[0].legal_entity", "unknown_legal_entity"),
        ("channels[0].brand", "unknown_brand"),
    ]


def test_a_channel_means_its_holds_and_its_pool_by_rank() -> None:
    put(location("A"), location("B"), location("C", active=False), location("D"))
    holds = (
        HoldDraft(kind="payment", reason="Wait for the payment"),
        HoldDraft(kind="fraud", threshold_minor=50000),
        HoldDraft(kind="remorse", active=False),
    )
    put(channel("WEB", holds=holds, authority="external", remorse_minutes=30))
    drafts = [PoolDraft(location=code, rank=rank) for code, rank in (("A", 2), ("B", 1), ("C", 0))]
    drafts.append(PoolDraft(location="D", enabled=False))
    commands.set_pool(channel="WEB", pool=drafts, by=SYSTEM, at=AT)
    ref = queries.channel(code="WEB")
    assert ref is not None
    ids = dict(Location.objects.values_list("code", "pk"))
    assert ref.pool == (ids["B"], ids["A"])
    assert ref.holds == (
        Hold(HoldKind.FRAUD, "", 50000),
        Hold(HoldKind.PAYMENT, "Wait for the payment", None),
    )
    assert (ref.authority, ref.currency, ref.remorse_minutes) == (Authority.EXTERNAL, "EUR", 30)
    assert queries.channel(code="nope") is None


def test_channels_are_remembered_and_a_change_is_seen_after_its_commit(
    django_capture_on_commit_callbacks: Any,
) -> None:
    put(location("A"), channel("WEB"))
    queries.channel(code="WEB")
    with CaptureQueriesContext(connection) as caught:
        queries.channel(code="WEB")
    assert len(caught) == 0
    with django_capture_on_commit_callbacks(execute=True):
        pool("WEB", ("A", 1))
    ref = queries.channel(code="WEB")
    assert ref is not None
    assert len(ref.pool) == 1


def test_holds_left_out_stay_and_a_pool_is_replaced_whole() -> None:
    put(location("A"), location("B"), channel("WEB", holds=(HoldDraft(kind="fraud"),)))
    assert put(channel("WEB")) == ["same"]
    assert pool("WEB", ("A", 1), ("B", 2)) == "changed"
    assert pool("WEB", ("B", 2), ("A", 1)) == "same"
    assert pool("WEB", ("B", 1)) == "changed"
    view = queries.read_channel(code="WEB", access=EVERYTHING)
    assert [each.kind for each in view.holds] == ["fraud"]
    assert [each.location for each in view.pool] == ["B"]
    assert put(channel("WEB", holds=())) == ["changed"]
    assert refused(lambda: pool("WEB", ("B", 1), ("Z", 2))) == [("pool[1].location", "unknown_location")]
    assert refused(lambda: pool("nope"))[0][1] == "no_channel"


def test_hours_and_exceptions_are_written_and_asked() -> None:
    put(location("PAR", opening_hours=(WeeklyDraft(weekday=1, opens="09:30", closes="19:00"),)))
    exception = ExceptionDraft(
        on=date(2026, 3, 2), open=(OpenDraft(opens="10:30", closes="12:00"),), reason="x"
    )
    done = commands.set_opening_exceptions(location="PAR", exceptions=[exception], by=SYSTEM, at=AT)
    assert (done.outcome, done.version) == ("changed", 2)
    view = queries.read_location(code="PAR", access=EVERYTHING)
    assert [(each.opens, each.closes) for each in view.opening_hours] == [("09:30", "19:00")]
    assert view.exceptions[0].open[0].opens == "10:30"
    opening = queries.read_opening(code="PAR", access=EVERYTHING, at=AT)
    assert (opening.open, opening.next_opening) == (False, datetime(2026, 3, 2, 9, 30, tzinfo=UTC))
    weekly = [WeeklyDraft(weekday=1, opens="09:30", closes="19:00")]
    assert commands.set_opening_hours(location="PAR", hours=weekly, by=SYSTEM, at=AT).outcome == "same"
    assert put(location("PAR")) == ["same"]


@pytest.fixture
def places() -> dict[str, int]:
    put(location("A"), location("B", kind="supplier"), channel("W1"), channel("W2"))
    pool("W1", ("A", 1), ("B", 2))
    ids = dict(Location.objects.values_list("code", "pk"))
    return ids | dict(Channel.objects.values_list("code", "pk"))


def test_a_caller_limited_to_a_place_sees_only_it(places: dict[str, int]) -> None:
    access = Access(permissions=ALL, locations=frozenset({places["A"]}))
    assert [view.code for view in queries.list_locations(access=access).items] == ["A"]
    assert [view.code for view in queries.list_locations(access=access, channel="W1").items] == ["A"]
    assert [each.location for each in queries.read_channel(code="W1", access=access).pool] == ["A"]
    for ask in (queries.read_location, queries.read_opening):
        extra: dict[str, Any] = {"at": AT} if ask is queries.read_opening else {}
        found = refused(lambda ask=ask, extra=extra: ask(code="B", access=access, **extra))  # type: ignore[misc]
        assert found == [("", "no_location")]


def test_a_supplier_sees_only_its_own_place(places: dict[str, int]) -> None:
    access = Access(permissions=ALL, suppliers=frozenset({places["B"]}))
    assert [view.code for view in queries.list_locations(access=access).items] == ["B"]


def test_a_caller_limited_to_a_channel_sees_only_it(places: dict[str, int]) -> None:
    access = Access(permissions=ALL, channels=frozenset({places["W2"]}))
    assert [view.code for view in queries.list_channels(access=access).items] == ["W2"]
    assert queries.list_locations(access=access, channel="W1").items == []
    assert refused(lambda: queries.read_channel(code="W1", access=access)) == [("", "no_channel")]


def test_a_limited_caller_changes_only_its_own(places: dict[str, int]) -> None:
    store = Access(permissions=ALL, locations=frozenset({places["A"]}))
    shop = Access(permissions=ALL, channels=frozenset({places["W1"]}))
    assert put(location("A", city="Paris"), access=store) == ["changed"]
    assert refused(lambda: put(location("A"), location("B", kind="supplier"), access=store)) == [
        ("locations[1].code", "outside_limits")
    ]
    assert refused(lambda: put(location("NEW"), access=store)) == [("locations[0].code", "outside_limits")]
    assert refused(lambda: put(channel("W1"), access=store)) == [("channels[0].code", "outside_limits")]
    assert put(channel("W1", name="One"), access=shop) == ["changed"]
    assert refused(lambda: put(channel("W2"), access=shop)) == [("channels[0].code", "outside_limits")]
    assert refused(lambda: pool("W2", access=shop)) == [("", "no_channel")]
    assert refused(lambda: pool("W1", access=store)) == [("channels[0].code", "outside_limits")]
    for work in (commands.set_opening_hours, commands.set_opening_exceptions):
        name = "hours" if work is commands.set_opening_hours else "exceptions"
        arguments: dict[str, Any] = {"location": "B", name: [], "by": SYSTEM, "at": AT, "access": store}
        assert refused(lambda work=work, arguments=arguments: work(**arguments)) == [("", "no_location")]  # type: ignore[misc]
    brand = [BrandDraft(code="X", name="X")]
    assert (
        refused(lambda: commands.upsert_brands(drafts=brand, by=SYSTEM, at=AT, access=store))[0][1]
        == "outside_limits"
    )


def test_events_name_what_changed_and_who_may_see_them(places: dict[str, int]) -> None:
    put(location("A", opening_hours=(WeeklyDraft(weekday=1, opens="09:30", closes="19:00"),)))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT version, kind, payload->'parts', channel_id, location_id FROM eventlog_pending"
            " WHERE aggregate IN (%s, %s) ORDER BY id",
            [f"location:{places['A']}", f"channel:{places['W1']}"],
        )
        rows = cursor.fetchall()
    assert rows == [
        (1, "network.location_changed", '["location"]', None, places["A"]),
        (1, "network.channel_changed", '["channel"]', places["W1"], None),
        (2, "network.channel_changed", '["pool"]', places["W1"], None),
        (2, "network.location_changed", '["hours"]', None, places["A"]),
    ]


def test_statements_do_not_grow_with_the_number_of_locations() -> None:
    def statements(work: Callable[[], Any]) -> int:
        with CaptureQueriesContext(connection) as caught:
            work()
        return len(caught)

    def drafts(start: int, count: int) -> list[LocationDraft]:
        hours = (WeeklyDraft(weekday=1, opens="09:30", closes="19:00"),)
        return [location(f"L{n:04}", opening_hours=hours, exceptions=()) for n in range(start, start + count)]

    few = statements(lambda: put(*drafts(0, 2)))
    many = statements(lambda: put(*drafts(100, 100)))
    assert many == few
    one = statements(lambda: queries.list_locations(access=EVERYTHING, limit=1))
    full = statements(lambda: queries.list_locations(access=EVERYTHING, limit=100))
    assert one == full == 3
    ids = list(Location.objects.values_list("pk", flat=True))
    assert statements(lambda: queries.next_openings(ids=ids, at=AT)) == 3
    assert len(queries.locations_by_id(ids=ids)) == 102
    assert len(queries.locations_by_code(codes=["L0000", "nope"])) == 1


def test_lists_filter_and_page() -> None:
    put(
        location("A", city="Lyon"),
        location("B", kind="warehouse", country="BE", time_zone="Europe/Brussels"),
        location("C", active=False),
    )

    def found(**filters: Any) -> list[str]:
        return [view.code for view in queries.list_locations(access=EVERYTHING, **filters).items]

    assert found(q="lyo") == ["A"]
    assert found(kind="warehouse") == ["B"]
    assert found(country="FR", active=True) == ["A"]
    assert found(legal_entity="nope") == []
    first = queries.list_locations(access=EVERYTHING, limit=2)
    assert first.next is not None
    rest = queries.list_locations(access=EVERYTHING, limit=2, cursor=first.next)
    assert [view.code for view in (*first.items, *rest.items)] == ["A", "B", "C"]
    assert [view.code for view in queries.list_brands(access=EVERYTHING).items] == ["B"]
    assert [view.code for view in queries.list_legal_entities(access=EVERYTHING).items] == ["FR"]
