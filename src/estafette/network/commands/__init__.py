"""What can be done to the network."""

from estafette.network.commands.channels import set_pool, upsert_channels
from estafette.network.commands.companies import upsert_brands, upsert_legal_entities
from estafette.network.commands.locations import set_opening_exceptions, set_opening_hours, upsert_locations

__all__ = [
    "set_opening_exceptions",
    "set_opening_hours",
    "set_pool",
    "upsert_brands",
    "upsert_channels",
    "upsert_legal_entities",
    "upsert_locations",
]
