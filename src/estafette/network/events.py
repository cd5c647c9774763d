"""Facts of the network."""

from typing import ClassVar

from estafette.platform.eventlog.types import Event


class LegalEntityChanged(Event, frozen=True, kw_only=True):
    """A legal entity was created or changed."""

    kind: ClassVar[str] = "network.legal_entity_changed"
    legal_entity_id: int
    code: str


class BrandChanged(Event, frozen=True, kw_only=True):
    """A brand was created or changed."""

    kind: ClassVar[str] = "network.brand_changed"
    brand_id: int
    code: str


class ChannelChanged(Event, frozen=True, kw_only=True):
    """A channel was created or changed. `parts` names what changed: channel, holds, pool."""

    kind: ClassVar[str] = "network.channel_changed"
    channel_id: int
    code: str
    active: bool
    parts: tuple[str, ...]


class LocationChanged(Event, frozen=True, kw_only=True):
    """A location was created or changed. `parts` names what changed: location, hours, exceptions."""

    kind: ClassVar[str] = "network.location_changed"
    location_id: int
    code: str
    active: bool
    parts: tuple[str, ...]
