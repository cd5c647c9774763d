"""How much lies where: warehouses deep, stores shallow with what suits them, suppliers only what they make."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from estafette.testing.demo.articles import Article
from estafette.testing.demo.cities import Site
from estafette.testing.demo.places import FLAGSHIPS, dropships

NOWHERE = 0.04
"""Share of the articles that are sold out everywhere and expected again."""
WAREHOUSE_SHARE = {"WH-ORLEANS": 0.9, "WH-LYON": 0.55, "WH-LILLE": 0.6, "WH-DAVENTRY": 0.5}
OUTSIDE_SHARE = 0.5
HOME = frozenset({"home", "bed", "bath", "table", "furniture"})
RETURNED = ("damaged", "display", "quality", "inspection")


@dataclass(frozen=True, slots=True)
class Lot:
    """Units of one article at one place."""

    sku: str
    place: str
    units: int


@dataclass(frozen=True, slots=True)
class Aside:
    """Units at a place that cannot be sold, and their condition."""

    sku: str
    place: str
    units: int
    condition: str


@dataclass(frozen=True, slots=True)
class Due:
    """Units that a purchase order will bring, in days from now."""

    sku: str
    place: str
    units: int
    reference: str
    days: int


@dataclass(frozen=True, slots=True)
class Stock:
    """What lies where, what cannot be sold, what is still to come, and what warehouses keep back (SKU, place)."""

    lots: tuple[Lot, ...]
    asides: tuple[Aside, ...]
    due: tuple[Due, ...]
    safety: Mapping[tuple[str, str], int]
    sold_out: tuple[Article, ...]


def make_stock(*, articles: Sequence[Article], places: Mapping[str, Site], rng: Random) -> Stock:
    """Spread the articles over the places."""
    gone = _sold_out(articles, rng)
    lots = [
        Lot(article.code, place, units)
        for article in articles
        if article.code not in gone
        for place, units in _spread(article, places, rng)
    ]
    asides = tuple(
        Aside(lot.sku, lot.place, rng.randint(1, 3), rng.choice(RETURNED))
        for lot in rng.sample(lots, len(lots) // 150)
        if not lot.place.startswith(("3PL", "SUP"))
    )
    safety = {
        (lot.sku, lot.place): lot.units // 20
        for lot in lots
        if lot.place in WAREHOUSE_SHARE and lot.units >= 120
    }
    sold_out = tuple(article for article in articles if article.code in gone)
    return Stock(tuple(lots), asides, tuple(_due(articles, sold_out, rng)), safety, sold_out)


def _sold_out(articles: Sequence[Article], rng: Random) -> frozenset[str]:
    candidates = [each.code for each in articles if "dropship" not in each.family.traits]
    return frozenset(rng.sample(candidates, max(1, int(len(candidates) * NOWHERE))))


def _spread(article: Article, places: Mapping[str, Site], rng: Random) -> Iterator[tuple[str, int]]:
    made_to_order = "dropship" in article.family.traits
    for code in places:
        if code.startswith("SUP"):
            if made_to_order and dropships(article.family.code, code):
                yield code, _deep(article, rng)
        elif code.startswith("PUP") or made_to_order:
            continue
        elif code.startswith("WH"):
            if rng.random() < WAREHOUSE_SHARE[code]:
                yield code, _deep(article, rng)
        elif code.startswith("3PL"):
            if article.theme in HOME and rng.random() < OUTSIDE_SHARE:
                yield code, _deep(article, rng)
        elif rng.random() < _likely(article, code):
            yield code, rng.randint(1, 4) + (rng.randint(2, 5) if article.popularity > 2 else 0)


def _deep(article: Article, rng: Random) -> int:
    return max(4, int(article.popularity * rng.randint(12, 45)))


def _likely(article: Article, store: str) -> float:
    """How likely a store has an article: a flagship half of all, others what sells, home goods less."""
    if "cold" in article.family.traits and store not in FLAGSHIPS:
        return 0.0
    base = 0.45 if store in FLAGSHIPS else 0.17
    return min(
        0.9, base * (0.6 if article.theme in HOME else 1.0) * (1.8 if article.popularity > 2.5 else 1.0)
    )


def _due(articles: Sequence[Article], sold_out: Sequence[Article], rng: Random) -> Iterator[Due]:
    """Everything sold out is on order; some of what sells is, too. Fifteen lines make a purchase order."""
    others = rng.sample(list(articles), len(articles) // 10)
    wanted = [*sold_out, *(each for each in others if "dropship" not in each.family.traits)]
    for n, article in enumerate(dict.fromkeys(each.code for each in wanted)):
        number = 4100 + n // 15
        days = 3 + (number * 7) % 26
        place = ("WH-ORLEANS", "WH-LYON", "WH-LILLE")[number % 3]
        yield Due(article, place, 10 * rng.randint(3, 20), f"PO-{number}", days)
