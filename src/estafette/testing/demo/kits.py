"""Kits: gift boxes and sets made of articles that go together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from estafette.catalog.types import ComponentDraft, KitDraft, SkuDraft, TextDraft
from estafette.testing.demo.articles import Article, by_family
from estafette.testing.demo.scales import NAMES


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a kind of kit is called, and how many units of which families it has; all of one color where it can be."""

    code: str
    fr: str
    en: str
    about_fr: str
    about_en: str
    parts: tuple[tuple[str, int], ...]


RECIPES = (
    Recipe("SET-BED", "Parure de lit", "bedding set", "Une housse de couette et ses deux taies.",
           "A duvet cover and its two pillowcases.", (("BED", 1), ("PIL", 2))),
    Recipe("SET-DIN", "Service de table 12 pièces", "12-piece dinner set", "Six assiettes et six bols.",
           "Six plates and six bowls.", (("PLA", 6), ("BOW", 6))),
    Recipe("SET-TAS", "Coffret dégustation", "tasting box", "Une bouteille et deux verres à vin.",
           "One bottle and two wine glasses.", (("WIN", 1), ("GLA", 2))),
    Recipe("SET-CND", "Duo de bougies", "candle duo", "Deux bougies parfumées en écrin.",
           "Two scented candles in a case.", (("CND", 2),)),
    Recipe("SET-MUG", "Duo de mugs", "mug duo", "Deux mugs en boîte cadeau.", "Two mugs in a gift box.",
           (("MUG", 2),)),
    Recipe("SET-BTH", "Coffret bain", "bath gift set", "Deux serviettes et un savon.",
           "Two towels and a soap.", (("TOW", 2), ("SOA", 1))),
    Recipe("SET-BRK", "Coffret petit-déjeuner", "breakfast box", "Deux bols, un thé et deux confitures.",
           "Two bowls, a tea and two jams.", (("BOW", 2), ("TEA", 1), ("JAM", 2))),
    Recipe("SET-GOU", "Coffret gourmand", "gourmet hamper", "Deux thés et trois confitures.",
           "Two teas and three jams.", (("TEA", 2), ("JAM", 3))),
    Recipe("SET-LEA", "Coffret maroquinerie", "leather gift set", "Une ceinture et un portefeuille assortis.",
           "A belt and a matching wallet.", (("BLT", 1), ("WAL", 1))),
    Recipe("SET-WIN", "Duo d'hiver", "winter duo", "Un bonnet et un plaid.", "A beanie and a throw.",
           (("HAT", 1), ("PLD", 1))),
    Recipe("SET-BOR", "Coffret naissance", "newborn gift set", "Trois bodies de la même taille.",
           "Three bodysuits of one size.", (("BDY", 3),)),
    Recipe("SET-HAN", "Rituel mains", "hand care ritual", "Deux savons et une crème mains.",
           "Two soaps and a hand cream.", (("SOA", 2), ("CRE", 1))),
)  # fmt: skip
MAX_SHARE = 1_000_000


@dataclass(frozen=True, slots=True)
class Kit:
    """One kit as the shop knows it; `price` in euro cents, a tenth less than its parts."""

    code: str
    fr: str
    en: str
    price: int
    popularity: float
    parts: tuple[tuple[Article, int], ...]
    draft: SkuDraft
    make_up: KitDraft


def make_kits(*, count: int, articles: Sequence[Article], rng: Random) -> list[Kit]:
    """`count` kits, the recipes in turn; recipes whose families the shop does not have are left out."""
    families = by_family(articles)
    usable = [recipe for recipe in RECIPES if all(family in families for family, _ in recipe.parts)]
    if not usable:
        return []
    names = rng.sample(NAMES, len(NAMES))
    return [_kit(usable[n % len(usable)], n + 1, names[n % len(names)], families, rng) for n in range(count)]


def _kit(
    recipe: Recipe, number: int, name: str, families: Mapping[str, Sequence[Article]], rng: Random
) -> Kit:
    parts: list[tuple[Article, int]] = []
    for family, quantity in recipe.parts:
        choice = families[family]
        same = [each for each in choice if parts and each.color == parts[0][0].color]
        parts.append((rng.choice(same or choice), quantity))
    code = f"{recipe.code}-{number:03d}"
    fr, en = f"{recipe.fr} {name}", f"{name} {recipe.en}"
    worth = sum(part.price * quantity for part, quantity in parts)
    components = tuple(
        ComponentDraft(sku=part.code, quantity=quantity, share=min(MAX_SHARE, part.price * quantity))
        for part, quantity in parts
    )
    return Kit(
        code=code, fr=fr, en=en, price=worth * 9 // 1000 * 100, popularity=0.5 + min(4, rng.paretovariate(1.5)),
        parts=tuple(parts), draft=_draft(code, recipe, fr, en, parts),
        make_up=KitDraft(sku=code, components=components),
    )  # fmt: skip


def _draft(code: str, recipe: Recipe, fr: str, en: str, parts: Sequence[tuple[Article, int]]) -> SkuDraft:
    return SkuDraft(
        code=code,
        kind="kit",
        weight_g=sum(part.weight_g * quantity for part, quantity in parts),
        minimum_age=18 if any("age" in part.family.traits for part, _ in parts) else None,
        texts=(
            TextDraft(locale="en", name=en, description=recipe.about_en),
            TextDraft(locale="fr", name=fr, description=recipe.about_fr),
        ),
    )
