"""The worked example of the page about sourcing, counted anew."""

import re
from pathlib import Path

import estafette
from estafette.algorithms.sourcing.plan import Choice
from estafette.algorithms.sourcing.solve import solve
from estafette.network.types import Authority, ChannelRef, Site
from estafette.platform import clock
from estafette.sourcing.rules import STANDARD, problem
from estafette.sourcing.types import Waiting, WaitingLine

PAGE = Path(estafette.__file__).parents[2] / "docs/concepts/sourcing.md"
WAREHOUSE, STORE = 1, 2
CHANNEL = ChannelRef(
    id=1, code="WEB", active=True, legal_entity_id=1, brand_id=1, currency="EUR", prices_include_tax=True,
    authority=Authority.OWN, country="FR", language="en", remorse_minutes=0, holds=(), pool=(WAREHOUSE, STORE),
)  # fmt: skip


def site(key: int, kind: str) -> Site:
    return Site(key, kind, kind, True, True, "FR", clock.now().date(), None, None)


def decided(stock: dict[tuple[int, int], int]) -> Choice:
    waiting = Waiting("o", 1, (WaitingLine(1, 7, 1), WaitingLine(2, 8, 1)))
    sites = {WAREHOUSE: site(WAREHOUSE, "warehouse"), STORE: site(STORE, "store")}
    asked = problem(waiting=[waiting], stock=stock, sites=sites, channels={1: CHANNEL}, rules=STANDARD)
    [choice] = solve(asked).choices
    return choice


def test_the_example_of_the_page_is_right() -> None:
    both = {(sku, place): 1 for sku in (7, 8) for place in (WAREHOUSE, STORE)}
    choice = decided(both)
    [parcel] = choice.parcels
    [other] = choice.alternatives
    one_each = decided({(7, WAREHOUSE): 1, (8, STORE): 1})
    first, second = one_each.parcels
    text = PAGE.read_text(encoding="utf-8")
    row = re.search(r"\| warehouse \| (\d+) \| (\d+) \| 2 × (\d+) \| (\d+) \|", text)
    assert row
    assert [int(each) for each in row.groups()] == [
        parcel.shipment, parcel.handling, parcel.line_handling, choice.cost,
    ]  # fmt: skip
    assert f"| {other.cost} |" in text
    assert f"`dearer`, by {other.by}" in text
    assert f"{first.cost} + {second.cost} + a split of {STANDARD.split} = {one_each.cost}" in text
