"""The words of the catalog: kinds, units, restrictions, and what other rooms get when they ask for a code."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from estafette.platform.api.contract import Input
from estafette.platform.codes import Code, Instant
from estafette.platform.refusal import Conflict, InvalidInput, NotFound


class SkuKind(StrEnum):
    """How a SKU is kept."""

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
    """What a SKU needs to stay good on its way."""

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
    """How a buyer fills in a personalization field."""

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
    """What a SKU code means to order capture and stock.

    `components` and `kit_version` are set for kits only, and for those once they are defined. `personalized` says
    that buyers may or must fill in something.
    """

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
    personalized: bool = False


MAX_FACTOR = 1_000_000
MAX_WEIGHT_G = 100_000_000
MAX_SIZE_MM = 100_000
MAX_QUANTITY = 1_000_000
MAX_OPTIONS = 8
MAX_OPTION = 60
MAX_NAME = 300
MAX_DESCRIPTION = 20_000
MAX_FIELDS = 20
MAX_FIELD_LENGTH = 500
MAX_CHOICES = 200
MAX_COMPONENTS = 100
MAX_SHARE = 1_000_000
MAX_BULK = 500
"""Things that one call may create or change."""

Gram = Annotated[int, Meta(ge=0, le=MAX_WEIGHT_G)]
Millimeter = Annotated[int, Meta(ge=1, le=MAX_SIZE_MM)]
Option = Annotated[str, Meta(min_length=1, max_length=MAX_OPTION)]
Locale = Annotated[
    str, Meta(max_length=5, description="A language (fr), or a language and a country (fr-BE).")
]


def word(words: type[StrEnum]) -> Meta:
    """The bounds of a text that must be one of `words`."""
    return Meta(max_length=40, extra_json_schema={"enum": [each.value for each in words]})


class BarcodeDraft(Input, frozen=True, kw_only=True):
    """A GTIN that stands on `quantity` units of a SKU: 1 on the piece, 12 on a carton of twelve."""

    gtin: Annotated[str, Meta(max_length=40, description="GTIN-8, -12, -13 or -14, with its check digit.")]
    quantity: Annotated[int, Meta(ge=1, le=MAX_QUANTITY)] = 1


class TextDraft(Input, frozen=True, kw_only=True):
    """Name and description in one locale."""

    locale: Locale
    name: Annotated[str, Meta(min_length=1, max_length=MAX_NAME)]
    description: Annotated[str, Meta(max_length=MAX_DESCRIPTION)] = ""


class FieldDraft(Input, frozen=True, kw_only=True):
    """What a buyer may or must fill in. A text has `max_length` and `characters`, a choice has `choices`."""

    name: Option
    kind: Annotated[str, word(FieldKind)] = FieldKind.TEXT.value
    max_length: Annotated[int, Meta(ge=1, le=MAX_FIELD_LENGTH)] | None = None
    characters: Annotated[str, word(Characters)] = Characters.ANY.value
    choices: Annotated[tuple[Option, ...], Meta(max_length=MAX_CHOICES)] = ()
    required: bool = False


Barcodes = Annotated[tuple[BarcodeDraft, ...], Meta(max_length=50)]
Texts = Annotated[tuple[TextDraft, ...], Meta(max_length=50)]
Fields = Annotated[tuple[FieldDraft, ...], Meta(max_length=MAX_FIELDS)]


class StyleDraft(Input, frozen=True, kw_only=True):
    """A style to be created or changed. Texts are left as they are when null."""

    code: Code
    active: bool = True
    texts: Texts | None = None


class SkuDraft(Input, frozen=True, kw_only=True):
    """A SKU as it shall be. Barcodes, texts and personalization are left as they are when null.

    `style` is a style's code; `options` are the variant's (`{"size": "M"}`). `display_factor` base units make
    one display unit. Weight in grams, size in millimeters. Hazard class by the UN scheme (`3`, `2.1`).
    """

    code: Code
    kind: Annotated[str, word(SkuKind)] = SkuKind.ITEM.value
    active: bool = True
    sellable: bool = True
    sold_alone: bool = True
    base_unit: Annotated[str, word(Unit)] = Unit.PIECE.value
    display_unit: Annotated[str, word(Unit)] = Unit.PIECE.value
    display_factor: Annotated[int, Meta(ge=1, le=MAX_FACTOR)] = 1
    weight_g: Gram | None = None
    length_mm: Millimeter | None = None
    width_mm: Millimeter | None = None
    height_mm: Millimeter | None = None
    hazard_class: Annotated[str, Meta(max_length=3)] = ""
    minimum_age: Annotated[int, Meta(ge=1, le=99)] | None = None
    cold_chain: Annotated[str, word(ColdChain)] = ColdChain.NONE.value
    tax_category: Annotated[str, word(TaxCategory)] = TaxCategory.STANDARD.value
    style: Code | None = None
    options: Annotated[dict[Option, Option], Meta(max_length=MAX_OPTIONS)] = {}
    barcodes: Barcodes | None = None
    texts: Texts | None = None
    personalization: Fields | None = None


class ComponentDraft(Input, frozen=True, kw_only=True):
    """`quantity` units of the item `sku` in each kit; `share` weighs its part of the kit's price."""

    sku: Code
    quantity: Annotated[int, Meta(ge=1, le=MAX_QUANTITY)] = 1
    share: Annotated[int, Meta(ge=0, le=MAX_SHARE)] = 1


class KitDraft(Input, frozen=True, kw_only=True):
    """What the kit `sku` is made of from `effective_from` on (at once when null)."""

    sku: Code
    components: Annotated[tuple[ComponentDraft, ...], Meta(min_length=1, max_length=MAX_COMPONENTS)]
    effective_from: Instant | None = None


class BarcodeSet(Input, frozen=True, kw_only=True):
    """All barcodes that the SKU shall have."""

    sku: Code
    barcodes: Barcodes


class TextSet(Input, frozen=True, kw_only=True):
    """All texts that the SKU shall have."""

    sku: Code
    texts: Texts


@dataclass(frozen=True, slots=True)
class Done:
    """What became of one thing that was sent: created, changed or same, and its version now."""

    code: str
    outcome: str
    version: int


class UnknownSku(InvalidInput):
    code = "unknown_sku"
    message = "There is no SKU “{sku}”."
    remedy = "Check its code, or create the SKU first."


class UnknownStyle(InvalidInput):
    code = "unknown_style"
    message = "There is no style “{style}”."
    remedy = "Check its code, or create the style first."


class NoSku(NotFound):
    code = "no_sku"
    message = "There is no SKU “{ref}”."


class NoStyle(NotFound):
    code = "no_style"
    message = "There is no style “{ref}”."


class NoBarcode(NotFound):
    code = "no_barcode"
    message = "No SKU has the barcode “{ref}”."


class UnknownWord(InvalidInput):
    code = "unknown_word"
    message = "“{value}” is none of the words that are known here."
    remedy = "Send one of: {known}."


class UnknownUnit(UnknownWord):
    code = "unknown_unit"
    message = "“{value}” is not a unit."


class BadMeasure(InvalidInput):
    code = "bad_measure"
    message = "{value} is out of range: it must be from {least} to {most}."
    remedy = "Send a whole number in the range: grams for a weight, millimeters for a length."


class UnitWithoutFactor(InvalidInput):
    code = "unit_without_factor"
    message = "A display unit “{display}” equal to the base unit has the factor 1, not {factor}."
    remedy = "Send the factor 1, or another display unit."


class BadHazard(InvalidInput):
    code = "bad_hazard_class"
    message = "“{value}” is not a class of dangerous goods."
    remedy = "Send a class or division of the UN scheme, such as 3, 2.1 or 9, or nothing."


class BadGtin(InvalidInput):
    code = "bad_gtin"
    message = "“{gtin}” is not a GTIN: it needs 8, 12, 13 or 14 digits."
    remedy = "Send the number below the barcode, digits only."


class WrongCheckDigit(InvalidInput):
    code = "wrong_check_digit"
    message = "The last digit of “{gtin}” should be {expected}."
    remedy = "Read the number again; a digit is wrong."


class GtinTaken(Conflict):
    code = "gtin_taken"
    message = "The barcode “{gtin}” belongs to the SKU “{sku}” already."
    remedy = "Take it away from that SKU first, or check the number."


class BadText(InvalidInput):
    code = "bad_text"
    message = "A text needs from 1 to {most} characters."
    remedy = "Send a name that is not empty and not too long."


class BadOptions(InvalidInput):
    code = "bad_options"
    message = (
        "Variant options need a style, at most {most} of them, names and values of 1 to {length} characters."
    )
    remedy = "Name the style, and send options such as size: M."


class VariantTaken(Conflict):
    code = "variant_taken"
    message = "The style “{style}” has a SKU with these options already: “{sku}”."
    remedy = "Send other options, or change that SKU."


class BadField(InvalidInput):
    code = "bad_personalization"
    message = (
        "The personalization field “{name}” cannot be used: a text needs a length, a choice needs choices."
    )
    remedy = (
        "Send max_length from 1 to {most} for a text, or from 1 to {most} different choices for a choice."
    )


class KindFixed(Conflict):
    code = "kind_fixed"
    message = "The SKU “{sku}” is of the kind “{kind}”, which cannot be changed."
    remedy = "Create another SKU, and retire this one."


class UnitFixed(Conflict):
    code = "unit_fixed"
    message = "The stock of the SKU “{sku}” is counted in the unit “{unit}”, which cannot be changed."
    remedy = "Create another SKU, or change the display unit instead."


class NotAKit(InvalidInput):
    code = "not_a_kit"
    message = "The SKU “{sku}” is not a kit."
    remedy = "Create it with the kind “kit”, or name another one."


class KitInKit(InvalidInput):
    code = "kit_in_kit"
    message = "The component “{sku}” is a kit itself."
    remedy = "Name the items of that kit instead."


class KitEmpty(InvalidInput):
    code = "kit_empty"
    message = "A kit has from 1 to {most} components."
    remedy = "Send its components."


class ComponentRetired(Conflict):
    code = "component_retired"
    message = "The component “{sku}” is retired."
    remedy = "Name an active item."


class KitInPast(InvalidInput):
    code = "kit_in_past"
    message = "What a kit was made of before now cannot be changed."
    remedy = "Send an instant from now on, or none."


class StillInKit(Conflict):
    code = "still_in_kit"
    message = "The SKU “{sku}” is a component of the kit “{kit}”."
    remedy = "Retire the kit too, or define it without this component."
