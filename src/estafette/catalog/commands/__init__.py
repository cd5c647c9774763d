"""What can be done to the catalog."""

from estafette.catalog.commands.describe import set_barcodes, set_texts
from estafette.catalog.commands.kits import define_kit
from estafette.catalog.commands.skus import retire, upsert_skus, upsert_styles

__all__ = ["define_kit", "retire", "set_barcodes", "set_texts", "upsert_skus", "upsert_styles"]
