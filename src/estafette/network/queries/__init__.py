"""Questions to the network: what codes mean (bulk, hot), lists and single answers."""

from estafette.network.queries.lists import (
    list_brands,
    list_channels,
    list_legal_entities,
    list_locations,
    read_channel,
    read_location,
    read_opening,
)
from estafette.network.queries.refs import (
    calendars,
    channel,
    channel_codes,
    channel_refs,
    channels_by_code,
    forget_channels,
    locations_by_code,
    locations_by_id,
    next_openings,
)

__all__ = [
    "calendars",
    "channel",
    "channel_codes",
    "channel_refs",
    "channels_by_code",
    "forget_channels",
    "list_brands",
    "list_channels",
    "list_legal_entities",
    "list_locations",
    "locations_by_code",
    "locations_by_id",
    "next_openings",
    "read_channel",
    "read_location",
    "read_opening",
]
