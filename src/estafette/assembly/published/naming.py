"""Internal ids to codes, for a whole page of events at once."""

from collections.abc import Iterable
from datetime import datetime

from estafette.catalog.queries.refs import skus_by_id
from estafette.network.queries.refs import channel_codes, locations_by_id


def sku_codes(*, ids: Iterable[int | None], at: datetime) -> dict[int | None, str]:
    """SKU id -> code; what is unknown is left out."""
    found = skus_by_id(ids={each for each in ids if each}, at=at)
    return {key: ref.code for key, ref in found.items()}


def location_codes(*, ids: Iterable[int]) -> dict[int, str]:
    """Location id -> code; what is unknown is left out."""
    return {key: ref.code for key, ref in locations_by_id(ids=set(ids)).items()}


def codes_of_channels(*, ids: Iterable[int]) -> dict[int, str]:
    """Channel id -> code; what is unknown is left out."""
    return channel_codes(ids=set(ids))
