"""What a limited caller may change: its own places and channels, and nothing that belongs to all."""

from collections.abc import Iterable, Mapping

from estafette.network import rules
from estafette.network.models import Channel, Location
from estafette.network.types import OutsideLimits
from estafette.platform.access.types import Access
from estafette.platform.refusal import Refusal


def outside_channels(codes: Iterable[str], existing: Mapping[str, Channel], access: Access) -> list[Refusal]:
    """Refusals for channels that the caller may not change; a new one is outside every limit.

    A caller that is limited to places changes no channel: its pool and holds are others' business too.
    """
    if access.channels is None and rules.visible_locations(access) is None:
        return []
    seen = access.channels if access.channels and rules.visible_locations(access) is None else frozenset()
    mine = {code for code, row in existing.items() if row.pk in seen}
    return [
        OutsideLimits(field=f"channels[{n}].code", ref=code)
        for n, code in enumerate(codes)
        if code not in mine
    ]


def outside_locations(
    codes: Iterable[str], existing: Mapping[str, Location], access: Access
) -> list[Refusal]:
    """Refusals for locations that the caller may not change; a new one is outside every limit."""
    seen = rules.visible_locations(access)
    if seen is None:
        return []
    mine = {code for code, row in existing.items() if row.pk in seen}
    return [
        OutsideLimits(field=f"locations[{n}].code", ref=code)
        for n, code in enumerate(codes)
        if code not in mine
    ]


def require_unlimited(access: Access, ref: str) -> None:
    """Refuse with `outside_limits` a caller with any limit: what it would change belongs to all."""
    if access.channels is not None or rules.visible_locations(access) is not None:
        raise OutsideLimits(ref=ref)
