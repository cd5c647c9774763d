"""The order pages, as a browser without scripts uses them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from msgspec.structs import replace

from estafette.orders.commands.hold import hold
from estafette.orders.commands.place import place
from estafette.orders.queries import read
from estafette.orders.types import AddressDraft, Draft, HoldKind, Placed
from estafette.platform.access.commands import create_user
from estafette.platform.access.models import User
from estafette.platform.access.types import EVERYTHING, SYSTEM, UserDraft
from estafette.testing.world import START, World, build, order

AT = datetime(2026, 3, 2, 9, 5, tzinfo=UTC)
PASSWORD = "relay baton seventeen"
pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    stock = {(sku, spot): 20 for sku in "ABC" for spot in ("W1", "S1")}
    return build(stock=stock, kits={"BOX": {"A": 1, "B": 2}}, at=START)


def placed(*drafts: Draft) -> list[Placed]:
    """One after the other, so that their ids come in this order."""
    answers = []
    for draft in drafts:
        with transaction.atomic():
            answers += place(drafts=[draft], access=EVERYTHING, at=AT)
    assert all(isinstance(each, Placed) for each in answers), answers
    return [each for each in answers if isinstance(each, Placed)]


def visitor(
    *roles: str, channels: Sequence[int] | None = None, locations: Sequence[int] | None = None
) -> Client:
    draft = UserDraft(
        email="v@example.com",
        name="Vi",
        password=PASSWORD,
        roles=roles,
        channels=channels,
        locations=locations,
    )
    create_user(draft=draft, by=SYSTEM, at=AT)
    client = Client()
    client.force_login(User.objects.get(), backend="django.contrib.auth.backends.ModelBackend")
    return client


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.content
    return answer.content.decode()


def test_an_empty_list_says_what_will_come(world: World) -> None:
    assert "No orders yet" in text(visitor("viewer"), "/orders")


def test_the_list_is_newest_first_and_filtered_by_the_address(world: World) -> None:
    first, held, outside = placed(
        order("first", {"A": 1}),
        order("held", {"A": 1}, channel="HELD"),
        order("outside", {"B": 2}, channel="MKT"),
    )
    client = visitor("viewer")
    everything = text(client, "/orders")
    where = [everything.index(f">{each.number}<") for each in (outside, held, first)]
    assert where == sorted(where)
    for address, shown in (
        ("?status=on_hold", [held]),
        ("?status=placed", [first, outside]),
        ("?channel=MKT", [outside]),
        ("?hold=payment", [held]),
        ("?hold=payment&channel=WEB", []),
        (f"?q={first.number}", [first]),
        ("?q=held", [held]),
        ("?q=hel", []),
        ("?status=nonsense&hold=%00", [first, held, outside]),
        ("?q=99999999999999999999999", []),
    ):
        found = text(client, f"/orders{address}")
        assert [f">{each.number}<" in found for each in (first, held, outside)] == [
            each in shown for each in (first, held, outside)
        ], address
    assert "No order fits" in text(client, "/orders?q=nothing")


def test_a_long_list_has_pages_and_a_bad_cursor_is_refused_in_words(world: World) -> None:
    numbers = [each.number for each in placed(*(order(f"r{n}", {"A": 1}, backorder=True) for n in range(60)))]
    client = visitor("viewer")
    page = text(client, "/orders")
    assert sum(f">{number}<" in page for number in numbers) == 50
    older = page.split('rel="next" href="')[1].split('"')[0]
    rest = text(client, older)
    assert sum(f">{number}<" in rest for number in numbers) == 10
    assert "Newest" in rest
    refused = client.get("/orders?after=nonsense")
    assert refused.status_code == 422
    assert "cursor" in refused.content.decode()


@pytest.mark.parametrize("limited", [True, False])
@pytest.mark.parametrize("criterion", ["hold=payment", "hold=payment&status=on_hold"])
def test_a_page_is_full_as_long_as_there_are_more_whatever_is_left_out(
    world: World, criterion: str, limited: bool
) -> None:
    """Newer orders that the filters leave out do not push older ones off the page."""
    mine = placed(*(order(f"mine{n}", {"A": 1}, channel="HELD", backorder=True) for n in range(3)))
    [other] = placed(order("other", {"A": 1}))
    for number in range(60):
        hold(
            order_id=UUID(other.id), kind=HoldKind.PAYMENT, reason=str(number),
            by=SYSTEM, access=EVERYTHING, at=AT,
        )  # fmt: skip
    client = visitor("viewer", channels=[world.channels["HELD"]] if limited else None)
    found = text(client, f"/orders?{criterion}")
    assert all(f">{each.number}<" in found for each in mine)


def test_only_the_rows_are_sent_when_they_are_looked_at_again(world: World) -> None:
    placed(order("one", {"A": 1}))
    client = visitor("viewer")
    rows = client.get("/orders?status=placed", headers={"HX-Request": "true"}).content.decode()
    assert rows.startswith('<div id="orders" hx-get="/orders?status=placed"')
    assert "<html" not in rows


def test_a_page_of_the_list_costs_the_same_for_many_orders(world: World) -> None:
    client = visitor("viewer")
    placed(order("one", {"A": 1}))
    client.get("/orders")
    with CaptureQueriesContext(connection) as few:
        client.get("/orders")
    placed(*(order(f"more{n}", {"A": 1}, backorder=True) for n in range(30)))
    with CaptureQueriesContext(connection) as many:
        client.get("/orders")
    assert len(many) == len(few)


def test_a_session_that_has_ended_leads_rows_to_the_sign_in(world: World) -> None:
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/orders"}
    answer = Client().get("/orders", headers=headers)
    assert answer.headers["HX-Redirect"].startswith("/sign-in?next=")


def test_a_visitor_sees_only_the_orders_of_its_channels(world: World) -> None:
    web, market = placed(order("web", {"A": 1}), order("market", {"A": 1}, channel="MKT"))
    client = visitor("operations", channels=[world.channels["WEB"]])
    found = text(client, "/orders")
    assert str(web.number) in found
    assert str(market.number) not in found
    assert ">MKT<" not in found
    assert client.get(f"/orders/{web.number}").status_code == 200
    assert client.get(f"/orders/{market.number}").status_code == 404
    for verb in ("cancel", "holds", "notes", "tags"):
        assert (
            client.post(
                f"/orders/{market.number}/{verb}", {"reason": "x", "text": "x", "add": "x"}
            ).status_code
            == 404
        )
    assert read(order_id=UUID(market.id), access=EVERYTHING).order["version"] == 1


def test_the_order_page_shows_lines_places_kits_holds_and_what_happened(world: World) -> None:
    [held] = placed(
        order("all", {"BOX": 2, "C": 1}, channel="HELD", note="Ring twice <b>", tags=("vip",), shipping=490)
    )
    page = text(visitor("agent"), f"/orders/{held.number}")
    for words in (
        "HELD",
        "BOX",
        "Kit",
        "Payment",
        "Not paid yet",
        "Remorse period",
        "W1",
        "Ring twice &lt;b&gt;",
        "vip",
        "€4.90",
        "Ada Lovelace",
        "Order placed",
        "Clear the hold",
        "Cancel the order",
    ):
        assert words in page, words


def test_the_order_page_says_when_the_order_has_changed_meanwhile(world: World) -> None:
    [one] = placed(order("one", {"A": 2}))
    client = visitor("agent")
    assert "changed meanwhile" not in text(client, f"/orders/{one.number}/moved?version=1")
    client.post(f"/orders/{one.number}/notes", {"text": "Fragile", "key": "n"})
    assert "changed meanwhile" in text(client, f"/orders/{one.number}/moved?version=1")
    assert "changed meanwhile" not in text(client, f"/orders/{one.number}/moved?version=2")


@pytest.mark.parametrize(("role", "found"), [("agent", True), ("viewer", False)])
def test_an_e_mail_address_finds_orders_for_who_may_see_customers(
    world: World, role: str, found: bool
) -> None:
    address = AddressDraft(
        name="Ada", email="Ada@example.com", street1="1 rue", postcode="75002", city="Paris", country="FR"
    )
    one, other = placed(replace(order("one", {"A": 1}), ship_to=address), order("two", {"A": 1}))
    page = text(visitor(role), "/orders?q=ada@example.com")
    assert (f">{one.number}<" in page) is found
    assert f">{other.number}<" not in page


def test_who_may_not_see_customers_sees_no_address(world: World) -> None:
    [one] = placed(order("one", {"A": 1}))
    page = text(visitor("viewer"), f"/orders/{one.number}")
    assert "Lovelace" not in page
    assert "rue de la Paix" not in page


def test_a_store_sees_only_its_own_places(world: World) -> None:
    [one] = placed(order("one", {"A": 1}))
    page = text(visitor("store_manager", locations=[world.places["S1"]]), f"/orders/{one.number}")
    assert "W1" not in page
    assert "Lovelace" not in page, "nobody at the store has a unit of this order"


def test_a_place_sees_whom_its_own_orders_are_for(world: World) -> None:
    [one] = placed(order("one", {"A": 1}))
    page = text(visitor("store_manager", locations=[world.places["W1"]]), f"/orders/{one.number}")
    assert "W1" in page
    assert "Lovelace" in page


def test_who_may_only_look_is_offered_nothing_and_refused(world: World) -> None:
    [held] = placed(order("held", {"A": 1}, channel="HELD"))
    client = visitor("viewer")
    page = text(client, f"/orders/{held.number}")
    assert "Clear the hold" not in page
    assert "Cancel the order" not in page
    hold_id = read(order_id=UUID(held.id), access=EVERYTHING).holds[0]["id"]
    for verb in ("cancel", "holds", f"holds/{hold_id}/clear", "notes", "tags"):
        assert client.post(f"/orders/{held.number}/{verb}", {"reason": "x", "text": "x"}).status_code == 403
    assert read(order_id=UUID(held.id), access=EVERYTHING).order["version"] == 1


def test_units_are_canceled_once_however_often_the_form_is_sent(world: World) -> None:
    [one] = placed(order("one", {"A": 3, "B": 1}))
    client = visitor("agent")
    form = {"line": "1", "quantity": "1", "reason": "Too many", "key": "k1"}
    for _ in range(2):
        answer = client.post(f"/orders/{one.number}/cancel", form, follow=True)
        assert "1 unit canceled." in answer.content.decode()
    lines = read(order_id=UUID(one.id), access=EVERYTHING).lines
    assert [line["canceled"] for line in lines] == [1, 0]
    assert "Too many" in text(client, f"/orders/{one.number}")
    changed = client.post(f"/orders/{one.number}/cancel", {**form, "quantity": "2"}, follow=True)
    assert "already used for a different request" in changed.content.decode()


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"line": "1", "quantity": "9"}, "can still be canceled"),
        ({"line": "1", "quantity": "0"}, "not possible"),
        ({"line": "1", "quantity": "-1"}, "not possible"),
        ({"line": "1", "quantity": "many"}, "not possible"),
        ({"line": "77", "quantity": "1"}, "no line 77"),
        ({"version": "9"}, "changed by somebody else"),
    ],
)
def test_what_cannot_be_canceled_is_refused_in_words(world: World, form: dict[str, str], words: str) -> None:
    [one] = placed(order("one", {"A": 3}))
    answer = visitor("agent").post(
        f"/orders/{one.number}/cancel", {"reason": "r", "key": "k", **form}, follow=True
    )
    assert words in answer.content.decode()
    assert read(order_id=UUID(one.id), access=EVERYTHING).order["version"] == 1


def test_a_whole_order_is_canceled(world: World) -> None:
    [one] = placed(order("one", {"A": 3, "BOX": 1}))
    client = visitor("agent")
    client.post(f"/orders/{one.number}/cancel", {"reason": "Changed mind", "version": "1", "key": "k"})
    page = text(client, f"/orders/{one.number}")
    assert "Canceled" in page
    assert "Cancel the order" not in page
    assert read(order_id=UUID(one.id), access=EVERYTHING).order["status"] == "canceled"


def test_holds_are_put_and_cleared(world: World) -> None:
    [one] = placed(order("one", {"A": 1}))
    client = visitor("agent")
    client.post(f"/orders/{one.number}/holds", {"reason": "Call first", "key": "k1"})
    page = text(client, f"/orders/{one.number}")
    assert "Call first" in page
    assert "On hold" in page
    hold_id = read(order_id=UUID(one.id), access=EVERYTHING).holds[0]["id"]
    address = f"/orders/{one.number}/holds/{hold_id}/clear"
    done = client.post(address, {"note": "Called", "key": "k2"}, follow=True).content.decode()
    assert "The hold is cleared." in done
    assert "Called" in done
    again = client.post(address, {"note": "", "key": "k3"}, follow=True).content.decode()
    assert "This hold is not open" in again


def test_notes_and_tags_are_written_and_refused_in_words(world: World) -> None:
    [one] = placed(order("one", {"A": 1}))
    client = visitor("agent")
    address = f"/orders/{one.number}"
    assert "A note has 1 to" in client.post(f"{address}/notes", {"text": " "}, follow=True).content.decode()
    client.post(f"{address}/notes", {"text": "Fragile", "key": "n"})
    client.post(f"{address}/tags", {"add": " gift "})
    page = text(client, address)
    assert "Fragile" in page
    assert "Vi ·" in page
    assert "+ gift" in page
    client.post(f"{address}/tags", {"remove": "gift"})
    assert read(order_id=UUID(one.id), access=EVERYTHING).tags == []
    assert (
        "cannot be a tag" in client.post(f"{address}/tags", {"add": "x" * 51}, follow=True).content.decode()
    )


def test_a_number_that_nobody_has_is_not_found(world: World) -> None:
    client = visitor("viewer")
    for number in ("1", "99999999999999999999999"):
        assert client.get(f"/orders/{number}").status_code == 404


def test_the_pages_speak_french(world: World) -> None:
    [held] = placed(order("held", {"A": 2}, channel="HELD", price="1234.50"))
    client = visitor("agent")
    client.post("/language", {"language": "fr"})
    listing = text(client, "/orders")
    assert "Bloquée" in listing
    assert "2\u202f469,00\u00a0€" in listing
    page = text(client, f"/orders/{held.number}")
    assert "Lever le blocage" in page
    assert "Commande passée" in page
