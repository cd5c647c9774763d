"""The assortment: styles with their variants, made from families and scales, the same for the same seed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from estafette.catalog.types import BarcodeDraft, FieldDraft, SkuDraft, StyleDraft, TextDraft
from estafette.testing.demo.families import FAMILIES, Family
from estafette.testing.demo.scales import GROWTH, NAMES, OPTIONS, PALETTES, SIZES, Value

PLAIN: Value = ("", "", "")
CARTON = {"TEA": 12, "JAM": 6, "SOA": 24, "WIN": 6, "CHP": 6, "MUG": 8, "PLA": 6}
"""Units in a carton with a barcode of its own."""


@dataclass(frozen=True, slots=True)
class Article:
    """One SKU as the shop knows it: what it is, what it costs (euro cents, VAT included), how often it is asked for."""

    code: str
    family: Family
    style: str
    color: str
    fr: str
    en: str
    price: int
    weight_g: int
    popularity: float
    draft: SkuDraft

    @property
    def theme(self) -> str:
        return self.family.theme

    @property
    def personal(self) -> tuple[FieldDraft, ...]:
        return self.draft.personalization or ()


@dataclass(frozen=True, slots=True)
class _Style:
    code: str
    family: Family
    fr: str
    en: str
    price: int
    popularity: float


def make_articles(*, count: int, rng: Random) -> tuple[list[StyleDraft], list[Article]]:
    """Styles and `count` items, the families in turn so that a small shop has something of all."""
    styles: list[StyleDraft] = []
    articles: list[Article] = []
    for style in _styles(rng):
        variants = list(_variants(style, len(articles), rng))[: count - len(articles)]
        if not variants:
            return styles, articles
        styles.append(_style_draft(style))
        articles += variants
    raise AssertionError("there is always another style")


def gtin13(serial: int) -> str:
    """A GTIN-13 of the range 200–299, which no company owns: it is for use inside one house."""
    body = f"2{serial:011d}"
    total = sum(int(digit) * (1, 3)[place % 2] for place, digit in enumerate(body))
    return f"{body}{-total % 10}"


def _styles(rng: Random) -> Iterator[_Style]:
    names = {family.code: rng.sample(NAMES, len(NAMES)) for family in FAMILIES}
    number = 0
    while True:
        for family in FAMILIES:
            name = names[family.code].pop() if names[family.code] else f"{rng.choice(NAMES)} {number}"
            french, english = rng.choice(family.materials)
            number += 1
            yield _Style(
                code=f"{family.code}-{number:03d}",
                family=family,
                fr=f"{family.fr} {french} {name}",
                en=f"{name} {english} {family.en}",
                price=_price(family, rng),
                popularity=(0.25 + min(8, rng.paretovariate(1.3)))
                * (0.4 if family.theme == "furniture" else 1),
            )


def _price(family: Family, rng: Random) -> int:
    """Euro cents as shops write them: 14.90 below thirty euro, then whole fives."""
    euro = rng.randint(*family.price)
    return euro * 100 - 10 if euro < 30 else euro // 5 * 500


def _style_draft(style: _Style) -> StyleDraft:
    return StyleDraft(code=style.code, texts=_texts(style.fr, style.en, style.family))


def _texts(fr: str, en: str, family: Family) -> tuple[TextDraft, ...]:
    return (
        TextDraft(locale="en", name=en, description=family.about_en),
        TextDraft(locale="fr", name=fr, description=family.about_fr),
    )


def _variants(style: _Style, before: int, rng: Random) -> Iterator[Article]:
    family = style.family
    palette, sizes = PALETTES[family.palette], SIZES[family.sizes]
    colors = rng.sample(palette, min(3, len(palette))) or [PLAIN]
    number = before
    for color in colors:
        for position, size in enumerate(sizes or [PLAIN]):
            number += 1
            yield _variant(style, color, size, position, number, rng)


def _variant(style: _Style, color: Value, size: Value, position: int, number: int, rng: Random) -> Article:
    family = style.family
    code = "-".join(part for part in (style.code, color[0], size[0]) if part)
    fr = ", ".join(part for part in (style.fr, color[1], size[1]) if part)
    en = ", ".join(part for part in (style.en, color[2], size[2]) if part)
    percent = 100 + GROWTH.get(family.sizes, 0) * position
    weight = family.weight_g * percent // 100 + rng.randint(0, family.weight_g // 50)
    middle = abs(2 * position + 1 - max(1, len(SIZES[family.sizes]))) / max(1, len(SIZES[family.sizes]))
    options = {OPTIONS.get(family.palette, "color"): color[2]} if color[2] else {}
    options |= {"size": size[2]} if size[2] else {}
    return Article(
        code=code, family=family, style=style.code, color=color[0], fr=fr, en=en,
        price=_sized(style.price, percent), weight_g=weight,
        popularity=style.popularity * (1.2 - middle) * rng.uniform(0.6, 1.4),
        draft=_draft(code, style, options, _texts(fr, en, family), weight, number),
    )  # fmt: skip


def _sized(price: int, percent: int) -> int:
    """The price of a larger size, in whole euro less ten cents when the smallest is written so."""
    return price if percent == 100 else (price * percent // 10_000 + 1) * 100 - (10 if price % 100 else 0)


def _draft(
    code: str, style: _Style, options: dict[str, str], texts: tuple[TextDraft, ...], weight: int, number: int
) -> SkuDraft:
    family = style.family
    length, width, height = family.box
    return SkuDraft(
        code=code,
        style=style.code,
        options=options,
        base_unit="pair" if family.theme == "shoes" else "piece",
        display_unit="pair" if family.theme == "shoes" else "piece",
        weight_g=weight,
        length_mm=length,
        width_mm=width,
        height_mm=height,
        hazard_class="3" if "hazard" in family.traits else "",
        minimum_age=18 if "age" in family.traits else None,
        cold_chain="chilled" if "cold" in family.traits else "none",
        tax_category="reduced" if "food" in family.traits else "standard",
        barcodes=_barcodes(family, number),
        texts=texts,
        personalization=_fields(family),
    )


def _barcodes(family: Family, number: int) -> tuple[BarcodeDraft, ...]:
    piece = BarcodeDraft(gtin=gtin13(number))
    if family.code not in CARTON:
        return (piece,)
    return (piece, BarcodeDraft(gtin=gtin13(9_000_000 + number), quantity=CARTON[family.code]))


def _fields(family: Family) -> tuple[FieldDraft, ...]:
    if "initials" in family.traits:
        return (FieldDraft(name="initials", max_length=3, characters="letters"),)
    if "name" in family.traits:
        thread = FieldDraft(name="lettering", kind="choice", choices=("script", "capitals"))
        return (FieldDraft(name="name", max_length=12, characters="latin"), thread)
    return ()


def by_family(articles: Sequence[Article]) -> dict[str, list[Article]]:
    """The articles by the code of their family."""
    found: dict[str, list[Article]] = {}
    for article in articles:
        found.setdefault(article.family.code, []).append(article)
    return found
