"""Questions to the catalog: what codes mean (bulk, hot), lists and single answers."""

from estafette.catalog.queries.lists import list_skus, list_styles, read_barcode, read_sku, read_style
from estafette.catalog.queries.refs import (
    forget_skus,
    personalization_faults,
    sku_refs,
    skus_by_code,
    skus_by_gtin,
    skus_by_id,
)

__all__ = [
    "forget_skus",
    "list_skus",
    "list_styles",
    "personalization_faults",
    "read_barcode",
    "read_sku",
    "read_style",
    "sku_refs",
    "skus_by_code",
    "skus_by_gtin",
    "skus_by_id",
]
