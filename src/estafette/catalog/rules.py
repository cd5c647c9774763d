"""Pure checks of what is sent to the catalog: barcodes, measures, units, texts, personalization."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum

from estafette.catalog.types import (
    MAX_CHOICES,
    MAX_COMPONENTS,
    MAX_DESCRIPTION,
    MAX_FACTOR,
    MAX_FIELD_LENGTH,
    MAX_FIELDS,
    MAX_NAME,
    MAX_OPTION,
    MAX_OPTIONS,
    MAX_QUANTITY,
    MAX_SHARE,
    MAX_SIZE_MM,
    MAX_WEIGHT_G,
    BadField,
    BadGtin,
    BadHazard,
    BadMeasure,
    BadOptions,
    BadText,
    BarcodeDraft,
    Characters,
    ColdChain,
    FieldDraft,
    FieldKind,
    KitDraft,
    KitEmpty,
    SkuDraft,
    SkuKind,
    StyleDraft,
    TaxCategory,
    TextDraft,
    Unit,
    UnitWithoutFactor,
    UnknownUnit,
    UnknownWord,
    WrongCheckDigit,
)
from estafette.platform.codes import BadCode, SentTwice, instant_faults, is_code
from estafette.platform.refusal import Refusal
from estafette.platform.regions import UnknownLocale, is_locale

GTIN_LENGTHS = (8, 12, 13, 14)
_DIVISIONS = {1: 6, 2: 3, 4: 3, 5: 2, 6: 2}
HAZARDS: frozenset[str] = frozenset(str(number) for number in range(1, 10)) | {
    f"{number}.{part}" for number, parts in _DIVISIONS.items() for part in range(1, parts + 1)
}
"""Classes and divisions of the UN Model Regulations on the transport of dangerous goods."""


def check_digit(body: str) -> int:
    """The check digit of a GTIN without it (GS1 General Specifications, 7.9): weights 3 and 1 from the right."""
    total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(reversed(body)))
    return -total % 10


def gtin_fault(gtin: str) -> Refusal | None:
    """What is wrong with a GTIN-8, -12, -13 or -14; None when it is right."""
    if len(gtin) not in GTIN_LENGTHS or not (gtin.isascii() and gtin.isdigit()) or not gtin.strip("0"):
        return BadGtin(gtin=gtin[:40])
    expected = check_digit(gtin[:-1])
    return None if int(gtin[-1]) == expected else WrongCheckDigit(gtin=gtin, expected=expected)


def gtin14(gtin: str) -> str:
    """The GTIN with zeros before it, as it is compared: one number in two lengths is the same barcode."""
    return gtin.zfill(14)


def sku_faults(drafts: Sequence[SkuDraft]) -> list[Refusal]:
    """All that is wrong with the drafts by themselves, each with the path `skus[n].…`."""
    faults: list[Refusal] = [*twice([draft.code for draft in drafts], "skus[{n}].code")]
    for n, draft in enumerate(drafts):
        faults += under(f"skus[{n}].", _sku(draft))
    owned = [(n, draft.code, draft.barcodes or ()) for n, draft in enumerate(drafts)]
    return faults + list(shared_gtins(owned, "skus"))


def shared_gtins(sets: Sequence[tuple[int, str, Sequence[BarcodeDraft]]], noun: str) -> Iterator[Refusal]:
    """Barcodes that stand twice in one call."""
    seen: set[str] = set()
    for n, _, barcodes in sets:
        for k, barcode in enumerate(barcodes):
            padded = gtin14(barcode.gtin)
            if padded in seen:
                yield SentTwice(field=f"{noun}[{n}].barcodes[{k}].gtin", value=barcode.gtin)
            seen.add(padded)


def style_faults(drafts: Sequence[StyleDraft]) -> list[Refusal]:
    """All that is wrong with the drafts by themselves, each with the path `styles[n].…`."""
    faults: list[Refusal] = [*twice([draft.code for draft in drafts], "styles[{n}].code")]
    for n, draft in enumerate(drafts):
        faults += under(f"styles[{n}].", [*_code(draft.code), *text_faults(draft.texts or ())])
    return faults


def kit_faults(drafts: Sequence[KitDraft]) -> list[Refusal]:
    """All that is wrong with the drafts by themselves, each with the path `kits[n].…`."""
    faults: list[Refusal] = [*twice([draft.sku for draft in drafts], "kits[{n}].sku")]
    for n, draft in enumerate(drafts):
        faults += under(f"kits[{n}].", _kit(draft))
    return faults


def twice(values: Sequence[str], path: str) -> Iterator[Refusal]:
    """A refusal for every value that came before; `{n}` in the path is its index."""
    seen: set[str] = set()
    for n, value in enumerate(values):
        if value in seen:
            yield SentTwice(field=path.format(n=n), value=value)
        seen.add(value)


def barcode_faults(barcodes: Sequence[BarcodeDraft]) -> Iterator[Refusal]:
    """What is wrong with the barcodes of one SKU."""
    for k, barcode in enumerate(barcodes):
        fault = gtin_fault(barcode.gtin)
        if fault is not None:
            fault.field = f"barcodes[{k}].gtin"
            yield fault
        yield from _bounded(f"barcodes[{k}].quantity", barcode.quantity, 1, MAX_QUANTITY)


def text_faults(texts: Sequence[TextDraft]) -> Iterator[Refusal]:
    """What is wrong with the texts of one SKU or style."""
    yield from twice([text.locale for text in texts], "texts[{n}].locale")
    for k, text in enumerate(texts):
        if not is_locale(text.locale):
            yield UnknownLocale(field=f"texts[{k}].locale", locale=text.locale)
        if not text.name.strip() or len(text.name) > MAX_NAME:
            yield BadText(field=f"texts[{k}].name", most=MAX_NAME)
        if len(text.description) > MAX_DESCRIPTION:
            yield BadText(field=f"texts[{k}].description", most=MAX_DESCRIPTION)


def field_faults(fields: Sequence[FieldDraft]) -> Iterator[Refusal]:
    """What is wrong with the personalization fields of one SKU."""
    yield from twice([field.name for field in fields], "personalization[{n}].name")
    if len(fields) > MAX_FIELDS:
        yield BadMeasure(field="personalization", value=len(fields), least=0, most=MAX_FIELDS)
    for k, field in enumerate(fields):
        path = f"personalization[{k}]"
        yield from _word(f"{path}.kind", field.kind, FieldKind)
        yield from _word(f"{path}.characters", field.characters, Characters)
        if not field.name.strip() or len(field.name) > MAX_OPTION:
            yield BadText(field=f"{path}.name", most=MAX_OPTION)
        if not _usable(field):
            yield BadField(field=path, name=field.name[:MAX_OPTION], most=MAX_FIELD_LENGTH)


def personalization_faults(fields: Sequence[FieldDraft], values: Mapping[str, str]) -> list[Refusal]:
    """What is wrong with what a buyer filled in, each with the path `personalization.<name>`."""
    known = {field.name: field for field in fields}
    faults: list[Refusal] = [
        UnknownWord(field=f"personalization.{name}", value=name, known=", ".join(known))
        for name in values
        if name not in known
    ]
    for field in fields:
        value = values.get(field.name, "")
        if (value or field.required) and not fits(field, value):
            faults.append(
                BadField(field=f"personalization.{field.name}", name=field.name, most=field.max_length)
            )
    return faults


def fits(field: FieldDraft, value: str) -> bool:
    """Whether a value may stand in a personalization field."""
    if field.kind == FieldKind.CHOICE:
        return value in field.choices
    if not value.strip() or len(value) > (field.max_length or 0) or not value.isprintable():
        return False
    return all(_allowed(character, field.characters) for character in value)


def _allowed(character: str, characters: str) -> bool:
    if characters == Characters.DIGITS:
        return character.isascii() and character.isdigit()
    if characters == Characters.LATIN:
        return ord(character) < 0x250
    letter = character.isalpha() or character in " -'’"
    if characters == Characters.LETTERS:
        return letter
    return characters == Characters.ANY or letter or character.isdigit()


def _usable(field: FieldDraft) -> bool:
    if field.kind == FieldKind.CHOICE:
        lengths = all(0 < len(choice) <= MAX_FIELD_LENGTH for choice in field.choices)
        return lengths and 1 <= len(set(field.choices)) == len(field.choices) <= MAX_CHOICES
    return field.max_length is not None and 1 <= field.max_length <= MAX_FIELD_LENGTH and not field.choices


def _sku(draft: SkuDraft) -> Iterator[Refusal]:
    yield from _code(draft.code)
    yield from _word("kind", draft.kind, SkuKind)
    yield from _units(draft)
    yield from _bounded("weight_g", draft.weight_g, 0, MAX_WEIGHT_G)
    for name in ("length_mm", "width_mm", "height_mm"):
        yield from _bounded(name, getattr(draft, name), 1, MAX_SIZE_MM)
    if draft.hazard_class and draft.hazard_class not in HAZARDS:
        yield BadHazard(field="hazard_class", value=draft.hazard_class[:20])
    yield from _bounded("minimum_age", draft.minimum_age, 1, 99)
    yield from _word("cold_chain", draft.cold_chain, ColdChain)
    yield from _word("tax_category", draft.tax_category, TaxCategory)
    yield from _options(draft)
    yield from barcode_faults(draft.barcodes or ())
    yield from text_faults(draft.texts or ())
    yield from field_faults(draft.personalization or ())


def _units(draft: SkuDraft) -> Iterator[Refusal]:
    for name in ("base_unit", "display_unit"):
        value = getattr(draft, name)
        if value not in list(Unit):
            yield UnknownUnit(field=name, value=value, known=", ".join(Unit))
    yield from _bounded("display_factor", draft.display_factor, 1, MAX_FACTOR)
    if draft.base_unit == draft.display_unit and draft.display_factor != 1:
        yield UnitWithoutFactor(
            field="display_factor", display=draft.display_unit, factor=draft.display_factor
        )


def _options(draft: SkuDraft) -> Iterator[Refusal]:
    lengths = all(0 < len(part) <= MAX_OPTION for pair in draft.options.items() for part in pair)
    if not lengths or len(draft.options) > MAX_OPTIONS or (draft.options and draft.style is None):
        yield BadOptions(field="options", most=MAX_OPTIONS, length=MAX_OPTION)


def _kit(draft: KitDraft) -> Iterator[Refusal]:
    yield from instant_faults(effective_from=draft.effective_from)
    if not 1 <= len(draft.components) <= MAX_COMPONENTS:
        yield KitEmpty(field="components", most=MAX_COMPONENTS)
    yield from twice([component.sku for component in draft.components], "components[{n}].sku")
    for k, component in enumerate(draft.components):
        yield from _bounded(f"components[{k}].quantity", component.quantity, 1, MAX_QUANTITY)
        yield from _bounded(f"components[{k}].share", component.share, 0, MAX_SHARE)


def _code(code: str) -> Iterator[Refusal]:
    if not is_code(code):
        yield BadCode(field="code", value=code[:80])


def _word(name: str, value: str, words: type[StrEnum]) -> Iterator[Refusal]:
    if value not in list(words):
        yield UnknownWord(field=name, value=value[:40], known=", ".join(words))


def _bounded(name: str, value: int | None, least: int, most: int) -> Iterator[Refusal]:
    if value is not None and not least <= value <= most:
        yield BadMeasure(field=name, value=value, least=least, most=most)


def under(path: str, faults: Iterable[Refusal]) -> list[Refusal]:
    """The faults, each with `path` before its own."""
    found = list(faults)
    for fault in found:
        fault.field = path + fault.field
    return found
