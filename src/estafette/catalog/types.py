"""The words of the catalog: kinds, units, restrictions, and what other rooms get when they ask for a code."""

from dataclasses import dataclass
from enum import StrEnum


class SkuKind(StrEnum):
    ITEM = "item"  # has stock of its own
    KIT = "kit"  # sold as one, kept and sent as its components


class Unit(StrEnum):
    """Units in which quantities are counted. Stock is always kept in whole base units."""

    PIECE = "piece"
    PAIR = "pair"
    PACK = "pack"
    CASE = "case"
    PALLET = "pallet"
    GRAM = "gram"
    KILOGRAM = "kilogram"
    MILLILITER = "milliliter"
    LITER = "liter"
    MILLIMETER = "millimeter"
    CENTIMETER = "centimeter"
    METER = "meter"


class ColdChain(StrEnum):
    NONE = "none"
    CHILLED = "chilled"  # 2 to 8 °C
    FROZEN = "frozen"  # -18 °C and below


class TaxCategory(StrEnum):
    """Which of a country's VAT rates applies."""

    STANDARD = "standard"
    INTERMEDIATE = "intermediate"
    REDUCED = "reduced"
    SUPER_REDUCED = "super_reduced"
    PARKING = "parking"
    ZERO = "zero"


class FieldKind(StrEnum):
    TEXT = "text"
    CHOICE = "choice"


class Characters(StrEnum):
    """What a personalization text may be made of."""

    ANY = "any"
    LETTERS = "letters"  # letters, spaces, hyphens and apostrophes
    DIGITS = "digits"
    LETTERS_DIGITS = "letters_digits"
    LATIN = "latin"  # what an engraving machine knows: printable Latin characters


@dataclass(frozen=True, slots=True)
class Component:
    """One component of a kit: `quantity` units of an item in each kit; `share` weighs the price split."""

    sku_id: int
    code: str
    quantity: int
    share: int
    weight_g: int | None


@dataclass(frozen=True, slots=True)
class SkuRef:
    """What a SKU code means to order capture and stock. `components` and `kit_version` are set for kits only."""

    id: int
    code: str
    kind: SkuKind
    active: bool
    sellable: bool
    sold_alone: bool
    base_unit: str
    weight_g: int | None
    tax_category: str
    kit_version: int | None = None
    components: tuple[Component, ...] = ()
