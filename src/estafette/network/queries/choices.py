"""Channels and locations as administrators choose them when they limit a user or a key."""

from dataclasses import dataclass

from estafette.network.models import Channel, Location
from estafette.network.types import LocationKind
from estafette.platform.access.types import Access


@dataclass(frozen=True, slots=True)
class Choice:
    """Internal id, code and name of a channel or location; `supplier` says that it is one."""

    id: int
    code: str
    name: str
    supplier: bool = False


def channel_choices(*, access: Access) -> list[Choice]:
    """All channels by code. Needs `admin`."""
    access.require("admin")
    return [Choice(*row) for row in Channel.objects.order_by("code").values_list("pk", "code", "name")]


def location_choices(*, access: Access) -> list[Choice]:
    """All locations by code. Needs `admin`."""
    access.require("admin")
    rows = Location.objects.order_by("code").values_list("pk", "code", "name", "kind")
    return [Choice(pk, code, name, kind == LocationKind.SUPPLIER) for pk, code, name, kind in rows]
