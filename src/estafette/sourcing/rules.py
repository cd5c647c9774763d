"""Pure rules of sourcing: the costs that come with the house, and the problem made of orders, places and rules."""

from collections.abc import Iterable, Mapping, Sequence

from estafette.algorithms.sourcing.problem import Line, Order, Place, Problem, Terms
from estafette.network.types import ChannelRef, Site
from estafette.sourcing.types import MAX_COST, KindCosts, RuleSet, Waiting

STANDARD = RuleSet(
    kinds={
        "warehouse": KindCosts(parcel=590, handling=80, line=25),
        "third_party": KindCosts(parcel=590, handling=120, line=40),
        "store": KindCosts(parcel=690, handling=150, line=60),
        "supplier": KindCosts(parcel=790, handling=0, line=0),
    },
    abroad=900,
    step=1,
    split=300,
    unfilled=100_000,
    places=4,
)
"""The rules before anybody has published others: version 0."""


def faults(*, rules: RuleSet) -> list[str]:
    """Names of the figures that are out of bounds: costs are from 0 to 10⁹, places from 1 to 10."""
    figures = {"abroad": rules.abroad, "step": rules.step, "split": rules.split, "unfilled": rules.unfilled}
    for kind, costs in rules.kinds.items():
        figures |= {f"kinds.{kind}.{name}": getattr(costs, name) for name in ("parcel", "handling", "line")}
    wrong = [name for name, figure in figures.items() if not 0 <= figure <= MAX_COST]
    return wrong + ([] if 1 <= rules.places <= 10 else ["places"])


def problem(
    *,
    waiting: Sequence[Waiting],
    stock: Mapping[tuple[int, int], int],
    sites: Mapping[int, Site],
    channels: Mapping[int, ChannelRef],
    rules: RuleSet,
) -> Problem:
    """The problem of a batch. A place may serve an order when it is in the channel's pool, active, ships, is of a
    kind that the rules name and is not excluded."""
    return Problem(
        orders=tuple(_order(each, channels.get(each.channel_id), sites, rules) for each in waiting),
        places={site.id: _place(site, rules) for site in sites.values()},
        stock={key: max(0, units) for key, units in stock.items() if key[1] in sites},
        terms=Terms(rules.split, rules.unfilled, rules.places),
    )


def pool_of(*, channels: Iterable[ChannelRef]) -> set[int]:
    """Ids of all places that serve one of the channels."""
    return {place for channel in channels for place in channel.pool}


def _order(waiting: Waiting, channel: ChannelRef | None, sites: Mapping[int, Site], rules: RuleSet) -> Order:
    shipment = {}
    for rank, place in enumerate(channel.pool if channel else ()):
        site = sites.get(place)
        if channel is None or site is None or place in waiting.excluded:
            continue
        if site.active and site.ships and site.kind in rules.kinds:
            far = 0 if site.country == channel.country else rules.abroad
            shipment[place] = rules.kinds[site.kind].parcel + far + rules.step * rank
    lines = tuple(Line(line.line, line.sku_id, line.quantity, line.held) for line in waiting.lines)
    return Order(waiting.order_id, lines, shipment, waiting.counted)


def _place(site: Site, rules: RuleSet) -> Place:
    costs = rules.kinds.get(site.kind, KindCosts(parcel=0, handling=0, line=0))
    return Place(site.id, costs.handling, costs.line, site.orders_left, site.units_left)
