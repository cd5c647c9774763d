"""Everything that a demo shop shall have, made before anything is written: the same for the same seed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random

from estafette.catalog.types import StyleDraft
from estafette.testing.demo.articles import Article, make_articles
from estafette.testing.demo.cities import Site
from estafette.testing.demo.kits import Kit, make_kits
from estafette.testing.demo.people import Person, make_people
from estafette.testing.demo.places import pools, sites
from estafette.testing.demo.sales import SHARES, Rates, Sale, Shelf, Trade, make_sales, stock_shelf
from estafette.testing.demo.size import Size
from estafette.testing.demo.stock import Stock, make_stock


@dataclass(frozen=True, slots=True)
class Plan:
    """What is sold, where it lies, who buys. Orders come from `sales`, which needs the VAT rates."""

    size: Size
    seed: int
    styles: Sequence[StyleDraft]
    articles: Sequence[Article]
    kits: Sequence[Kit]
    places: dict[str, Site]
    stock: Stock
    people: Sequence[Person]

    @property
    def countries(self) -> frozenset[str]:
        """Where customers live."""
        return frozenset(person.site.country for person in self.people)

    def sales(self, *, rates: Rates, now: datetime) -> list[Sale]:
        """The orders of the days before `now`."""
        trade = Trade(self._shelves(), self.people, self.stock.sold_out, rates)
        rng = _stream(self.seed, "sales")
        return make_sales(trade=trade, count=self.size.orders, days=self.size.days, now=now, rng=rng)

    def _shelves(self) -> dict[str, Shelf]:
        served = pools(stores=self.size.stores)
        shelves = {}
        for channel in SHARES:
            places = {entry.location for entry in served[channel]}
            stocked = frozenset(lot.sku for lot in self.stock.lots if lot.place in places)
            shelves[channel] = stock_shelf(
                channel=channel, articles=self.articles, kits=self.kits, stocked=stocked
            )
        return shelves


def make_plan(*, size: Size, seed: int) -> Plan:
    """Each part draws from its own stream, so that a change of one leaves the others as they were."""
    styles, articles = make_articles(count=size.items, rng=_stream(seed, "articles"))
    places = sites(stores=size.stores)
    return Plan(
        size=size,
        seed=seed,
        styles=styles,
        articles=articles,
        kits=make_kits(count=size.kits, articles=articles, rng=_stream(seed, "kits")),
        places=places,
        stock=make_stock(articles=articles, places=places, rng=_stream(seed, "stock")),
        people=make_people(count=size.customers, rng=_stream(seed, "people")),
    )


def _stream(seed: int, part: str) -> Random:
    return Random(f"{seed}:{part}")
