"""“As known at”: any figure again as it was given, at an instant or, exactly, by the token of an answer."""

import base64
import binascii
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from estafette.catalog.types import SkuRef
from estafette.inventory import rules
from estafette.inventory.types import Availability, Pool
from estafette.platform import sql
from estafette.platform.access.types import Access
from estafette.platform.refusal import InvalidInput


class BadToken(InvalidInput):
    code = "bad_token"
    message = "This is not a token that an availability answer has given."
    remedy = "Send `known_at` of an earlier answer, or an instant."


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment of knowledge: an instant, and what was visible then (None: by recording time alone)."""

    at: datetime
    visible: str | None = None


def present() -> tuple[Moment, str]:
    """The present moment and its token. Call it in the statement's transaction, before reading figures."""
    [(system, at, visible)] = sql.load(__package__, "known_now.sql").rows()
    token = base64.urlsafe_b64encode(msgspec.json.encode((system, at, visible))).decode().rstrip("=")
    return Moment(at, visible), token


def moment_of(*, token: str) -> Moment:
    """The moment of a token. One from before a restore is read by its instant. Raises `bad_token`."""
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        system, at, visible = msgspec.json.decode(raw, type=tuple[str, datetime, str])
    except (ValueError, binascii.Error, msgspec.MsgspecError):
        raise BadToken(field="known_at") from None
    [(here, _, _)] = sql.load(__package__, "known_now.sql").rows()
    return Moment(at, visible if here == system else None)


def as_known_at(
    *,
    skus: Sequence[SkuRef],
    pool: Pool,
    places: Mapping[int, str],
    moment: Moment,
    until: datetime,
    access: Access,
) -> list[Availability]:
    """What `derive` answered at a moment, for SKUs as they were then. At most three statements."""
    access.require("stock:read")
    ids, locations = sql.array(sorted(rules.items_of(skus=skus))), sql.array(pool.locations)
    asked = {"skus": ids, "at": moment.at, "visible": moment.visible}
    supply: dict[tuple[int, int], int] = {}
    if until > moment.at:
        rows = sql.load(__package__, "known_supply.sql").rows(locations=locations, until=until, **asked)
        supply = {(sku, place): units for sku, place, units in rows}
    levels = sql.load(__package__, "known_at.sql").rows(locations=locations, **asked)
    limits = sql.load(__package__, "known_limits.sql").rows(
        channel=pool.channel_id, peers=sql.array(pool.peers), **asked
    )
    return rules.assemble(
        skus=skus,
        places=places,
        levels=[(*row, supply.get((row[0], row[1]), 0)) for row in levels],
        limits=limits,
    )
