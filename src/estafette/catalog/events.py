"""Facts of the catalog."""

from datetime import datetime
from typing import ClassVar

from estafette.platform.eventlog.types import Event


class SkuChanged(Event, frozen=True, kw_only=True):
    """A SKU was created or changed. `parts` names what changed: sku, barcodes, texts, personalization."""

    kind: ClassVar[str] = "catalog.sku_changed"
    sku_id: int
    code: str
    sku_kind: str
    active: bool
    parts: tuple[str, ...]


class SkuRetired(Event, frozen=True, kw_only=True):
    """A SKU is no longer sold or bought. Its stock and its past stay."""

    kind: ClassVar[str] = "catalog.sku_retired"
    sku_id: int
    code: str


class KitDefined(Event, frozen=True, kw_only=True):
    """A kit has another make-up from `effective_from` on: (item id, quantity, share of the price) each."""

    kind: ClassVar[str] = "catalog.kit_defined"
    sku_id: int
    code: str
    number: int
    effective_from: datetime
    components: tuple[tuple[int, int, int], ...]


class StyleChanged(Event, frozen=True, kw_only=True):
    """A style was created or changed."""

    kind: ClassVar[str] = "catalog.style_changed"
    style_id: int
    code: str
    active: bool
