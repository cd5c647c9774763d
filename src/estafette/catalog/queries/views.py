"""What the catalog shows: codes and words, never internal ids."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class TextView:
    """Name and description in one locale."""

    locale: str
    name: str
    description: str


@dataclass(frozen=True, slots=True)
class BarcodeView:
    """A GTIN and the units that it stands for."""

    gtin: str
    quantity: int


@dataclass(frozen=True, slots=True)
class FieldView:
    """A personalization field."""

    name: str
    kind: str
    max_length: int | None
    characters: str
    choices: tuple[str, ...]
    required: bool


@dataclass(frozen=True, slots=True)
class ComponentView:
    """A component of a kit."""

    sku: str
    quantity: int
    share: int


@dataclass(frozen=True, slots=True)
class KitVersionView:
    """What a kit is made of from an instant on."""

    number: int
    effective_from: datetime
    components: tuple[ComponentView, ...]


@dataclass(frozen=True, slots=True)
class SkuView:
    """A SKU as it is. `kit` holds all versions of a kit, the newest first; it is empty for items."""

    code: str
    kind: str
    active: bool
    sellable: bool
    sold_alone: bool
    base_unit: str
    display_unit: str
    display_factor: int
    weight_g: int | None
    length_mm: int | None
    width_mm: int | None
    height_mm: int | None
    hazard_class: str
    minimum_age: int | None
    cold_chain: str
    tax_category: str
    style: str | None
    options: dict[str, str]
    version: int
    updated_at: datetime
    texts: tuple[TextView, ...]
    barcodes: tuple[BarcodeView, ...]
    personalization: tuple[FieldView, ...]
    kit: tuple[KitVersionView, ...]


@dataclass(frozen=True, slots=True)
class StyleView:
    """A style and the codes of its SKUs, at most five hundred."""

    code: str
    active: bool
    version: int
    texts: tuple[TextView, ...]
    skus: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScannedView:
    """What a barcode stands for."""

    gtin: str
    sku: str
    quantity: int
