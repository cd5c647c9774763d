"""What was bought: orders of the last weeks as their channels sent them, and what became of them afterwards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import accumulate
from random import Random
from zoneinfo import ZoneInfo

from estafette.testing.demo.articles import Article
from estafette.testing.demo.kits import Kit
from estafette.testing.demo.people import Person

PARIS = ZoneInfo("Europe/Paris")
BURST = 4
"""Orders that come in within three minutes, and are captured together."""
BY_HOUR = (2, 1, 0, 0, 0, 0, 1, 3, 6, 8, 10, 11, 12, 11, 9, 8, 8, 9, 11, 13, 16, 17, 12, 6)
BY_WEEKDAY = (12, 10, 10, 10, 10, 11, 15)
SHARES = {"WEB-FR": 44, "WEB-EU": 14, "WEB-UK": 8, "HOME-FR": 9, "MARKET": 13, "CALL": 5, "STORES": 7}
COUNTRIES: dict[str, frozenset[str]] = {
    "WEB-UK": frozenset({"GB"}),
    "WEB-EU": frozenset({"DE", "AT", "NL", "BE", "LU", "ES", "IT", "PT", "IE"}),
    "MARKET": frozenset({"FR", "BE"}),
}
"""Where the buyers of a channel live; France when it is not named."""
ENGLISH = frozenset({"WEB-EU", "WEB-UK"})
HOME = frozenset({"home", "bed", "bath", "table", "furniture"})
NOTES = (
    "Merci de laisser le colis à la gardienne.", "C'est un cadeau, sans facture dans le colis s'il vous plaît.",
    "Digicode 47B12, deuxième étage.", "Sonner chez le voisin en cas d'absence.",
)  # fmt: skip
ENGLISH_NOTES = ("Please leave it with a neighbor.", "It is a gift: no prices in the parcel, please.")
Rates = Mapping[tuple[str, str], Decimal]


@dataclass(frozen=True, slots=True)
class Ware:
    """Something that is sold: an article or a kit, with its price in cents of the channel's currency."""

    code: str
    title: str
    price: int
    theme: str
    category: str
    weight: float
    article: Article | None


@dataclass(frozen=True, slots=True)
class SaleLine:
    """One line: amounts in minor units for the whole line, tax included in the price."""

    sku: str
    title: str
    quantity: int
    price: int
    discount: int
    tax: int
    rate: Decimal
    backorder: bool = False
    personalization: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Sale:
    """One order as it was sent. `trouble` names what is wrong with it, `mood` (0 to 1) decides its further life."""

    at: datetime
    channel: str
    reference: str
    buyer: int
    lines: tuple[SaleLine, ...]
    shipping: int
    shipping_tax: int
    method: str
    paid: bool
    tags: tuple[str, ...]
    note: str
    trouble: str
    mood: float

    @property
    def total(self) -> int:
        return sum(line.price * line.quantity - line.discount for line in self.lines) + self.shipping


@dataclass(frozen=True, slots=True)
class Shelf:
    """What a channel can sell, ready to be drawn from: all wares, and those of each theme, by their weights."""

    wares: tuple[Ware, ...]
    sums: tuple[float, ...]
    themes: Mapping[str, tuple[tuple[Ware, ...], tuple[float, ...]]]


@dataclass(frozen=True, slots=True)
class Trade:
    """All that orders are made from."""

    shelves: Mapping[str, Shelf]
    people: Sequence[Person]
    sold_out: Sequence[Article]
    rates: Rates


def make_sales(*, trade: Trade, count: int, days: int, now: datetime, rng: Random) -> list[Sale]:
    """`count` orders of the last `days` before `now`, in the order of their instants."""
    sales: list[Sale] = []
    for burst in sorted(_instant(now, days, rng) for _ in range(-(-count // BURST))):
        size = min(BURST, count - len(sales))
        for before in sorted((rng.randint(0, 170) for _ in range(size)), reverse=True):
            sales.append(_sale(len(sales) + 1, burst - timedelta(seconds=before), trade, rng))
    return sales


def stock_shelf(
    *, channel: str, articles: Sequence[Article], kits: Sequence[Kit], stocked: frozenset[str]
) -> Shelf:
    """What the channel can sell: articles that some place of its pool has, and kits of which it has every part."""
    english = channel in ENGLISH
    wares = [
        Ware(each.code, each.en if english else each.fr, price_of(channel, each.price), each.theme,
             each.draft.tax_category, each.popularity, each)
        for each in articles
        if each.code in stocked and (channel != "HOME-FR" or each.theme in HOME)
    ]  # fmt: skip
    wares += [
        Ware(kit.code, kit.en if english else kit.fr, price_of(channel, kit.price), kit.parts[0][0].theme,
             "standard", 2 * kit.popularity, None)
        for kit in kits
        if channel != "MARKET" and all(part.code in stocked for part, _ in kit.parts)
    ]  # fmt: skip
    themes = {}
    for theme in dict.fromkeys(ware.theme for ware in wares):
        some = tuple(ware for ware in wares if ware.theme == theme)
        themes[theme] = (some, tuple(accumulate(ware.weight for ware in some)))
    return Shelf(tuple(wares), tuple(accumulate(ware.weight for ware in wares)), themes)


def price_of(channel: str, cents: int) -> int:
    """A price in euro cents as the channel has it: in whole pounds for Britain, a little dearer outside."""
    if channel == "WEB-UK":
        return max(1, (cents * 89 + 5000) // 10_000) * 100
    return cents * 104 // 10_000 * 100 + 90 if channel == "MARKET" else cents


def _instant(now: datetime, days: int, rng: Random) -> datetime:
    """An instant at which people buy: evenings and Sundays more than others, never after `now`."""
    while True:
        day = (now - timedelta(days=rng.uniform(0, days))).astimezone(PARIS)
        hour = rng.choices(range(24), BY_HOUR)[0]
        at = day.replace(hour=hour, minute=rng.randint(0, 59), second=rng.randint(0, 59), microsecond=0)
        likely = rng.random() * max(BY_WEEKDAY) < BY_WEEKDAY[at.weekday()]
        if likely and now - timedelta(days=days) < at < now - timedelta(minutes=4):
            return at.astimezone(now.tzinfo)


def _sale(number: int, at: datetime, trade: Trade, rng: Random) -> Sale:
    channel = rng.choices(list(SHARES), list(SHARES.values()))[0]
    buyer = _buyer(channel, trade.people, rng)
    country = trade.people[buyer].site.country
    lines = _basket(trade.shelves[channel], trade, country, rng)
    goods = sum(line.price * line.quantity - line.discount for line in lines)
    method = _method(channel, rng)
    shipping = 0 if goods >= 8000 or method in ("click_and_collect", "ship_to_store") else 490
    sale = Sale(
        at=at, channel=channel, reference=_reference(channel, number), buyer=buyer, lines=lines,
        shipping=shipping, shipping_tax=_tax(shipping, trade.rates[country, "standard"]), method=method,
        paid=channel in ("MARKET", "STORES") or rng.random() < 0.92, tags=_tags(rng),
        note=_note(channel, rng), trouble="", mood=rng.random(),
    )  # fmt: skip
    return _with_trouble(sale, trade, country, rng)


def _buyer(channel: str, people: Sequence[Person], rng: Random) -> int:
    wanted = COUNTRIES.get(channel, frozenset({"FR"}))
    some = [n for n, person in enumerate(people) if person.site.country in wanted]
    return rng.choice(some or range(len(people)))


def _basket(shelf: Shelf, trade: Trade, country: str, rng: Random) -> tuple[SaleLine, ...]:
    """One to six lines, most of them of one theme."""
    first = rng.choices(shelf.wares, cum_weights=shelf.sums)[0]
    chosen = {first.code: first}
    for _ in range(rng.choices(range(6), (38, 28, 17, 10, 5, 2))[0]):
        wares, sums = shelf.themes[first.theme] if rng.random() < 0.7 else (shelf.wares, shelf.sums)
        ware = rng.choices(wares, cum_weights=sums)[0]
        chosen[ware.code] = ware
    off = rng.choices((0, 10, 20), (86, 9, 5))[0]
    return tuple(_line(ware, off, trade.rates[country, ware.category], rng) for ware in chosen.values())


def _line(ware: Ware, off: int, rate: Decimal, rng: Random) -> SaleLine:
    several = ware.theme in ("table", "gourmet", "bath") and ware.price < 5000
    quantity = rng.choice((1, 2, 2, 4, 6)) if several else rng.choices((1, 2, 3), (88, 10, 2))[0]
    discount = ware.price * quantity * off // 100
    worth = ware.price * quantity - discount
    return SaleLine(
        ware.code, ware.title, quantity, ware.price, discount, _tax(worth, rate), rate,
        personalization=_personalization(ware.article, rng),
    )  # fmt: skip


def _tax(gross: int, rate: Decimal) -> int:
    """The tax that a gross amount includes, in minor units, rounded half up."""
    return int((gross * rate / (100 + rate)).quantize(Decimal(1), rounding="ROUND_HALF_UP"))


def _personalization(article: Article | None, rng: Random) -> dict[str, str]:
    if article is None or not article.personal or rng.random() > 0.3:
        return {}
    if article.personal[0].name == "initials":
        return {"initials": "".join(rng.choice("ABCDEHJLMNPRSTV") for _ in range(2))}
    name = rng.choice(("Louise", "Gabriel", "Inès", "Noé", "Mamie", "Papi", "Jade", "Léon"))
    return {"name": name, "lettering": rng.choice(("script", "capitals"))}


def _method(channel: str, rng: Random) -> str:
    if channel == "STORES":
        return rng.choice(("home", "ship_to_store"))
    if channel in ("MARKET", "HOME-FR", "CALL"):
        return "home"
    return rng.choices(("home", "pickup_point", "click_and_collect", "express"), (58, 22, 13, 7))[0]


def _reference(channel: str, number: int) -> str:
    """An order's name as its channel writes it."""
    forms = {
        "WEB-FR": "FR{0}", "WEB-EU": "EU{0}", "WEB-UK": "UK{0}", "HOME-FR": "OM{0}", "MARKET": "GP-{1}-{0}",
        "CALL": "TEL-{0}", "STORES": "MAG-{0}",
    }  # fmt: skip
    return forms[channel].format(400_000 + number * 7, 100 + number * 37 % 900)


def _tags(rng: Random) -> tuple[str, ...]:
    chances = {"gift": 0.07, "vip": 0.03, "first-order": 0.06, "press": 0.005}
    return tuple(tag for tag, chance in chances.items() if rng.random() < chance)


def _note(channel: str, rng: Random) -> str:
    return rng.choice(ENGLISH_NOTES if channel in ENGLISH else NOTES) if rng.random() < 0.06 else ""


def _with_trouble(sale: Sale, trade: Trade, country: str, rng: Random) -> Sale:
    """Some orders are not as they should be: on the marketplace they are taken all the same, elsewhere refused."""
    chance = rng.random()
    first = sale.lines[0]
    if sale.channel == "MARKET" and chance < 0.09:
        trouble = rng.choice(("unknown_sku", "wrong_total", "unknown_country", "oversold"))
        if trouble == "unknown_sku":
            return replace(
                sale, trouble=trouble, lines=(_foreign(first, rng), *sale.lines[1:])
            )  # fmt: skip
        if trouble == "oversold" and trade.sold_out:
            return replace(sale, trouble=trouble, lines=(_waiting(trade, country, rng), *sale.lines))
        return replace(sale, trouble="wrong_total" if trouble == "oversold" else trouble)
    if sale.channel in ("CALL", "WEB-FR") and chance < 0.008:
        return replace(sale, trouble="too_many", lines=(_times(first, 5000), *sale.lines[1:]))
    if sale.channel in ("WEB-FR", "WEB-EU", "CALL") and chance < 0.03 and trade.sold_out:
        late = replace(_waiting(trade, country, rng), backorder=True)
        return replace(sale, trouble="backorder", lines=(*sale.lines, late))
    return sale


def _foreign(line: SaleLine, rng: Random) -> SaleLine:
    """The line under a number of the marketplace's own, which we do not know."""
    return replace(line, sku=f"GP{rng.randint(10**7, 10**8)}", personalization={})


def _waiting(trade: Trade, country: str, rng: Random) -> SaleLine:
    """A line of something that is sold out everywhere."""
    article = rng.choice(trade.sold_out)
    rate = trade.rates[country, article.draft.tax_category]
    return SaleLine(article.code, article.fr, 1, article.price, 0, _tax(article.price, rate), rate)


def _times(line: SaleLine, factor: int) -> SaleLine:
    return replace(
        line, quantity=line.quantity * factor, discount=line.discount * factor, tax=line.tax * factor
    )
