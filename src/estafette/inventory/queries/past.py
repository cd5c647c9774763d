"""“As known at”: any figure again as it was given, at an instant or, exactly, by the token of an answer."""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime

import msgspec

from estafette.catalog.types import SkuRef
from estafette.inventory import rules
from estafette.inventory.types import Derivation, PlaceDerivation, Pool
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
    *, sku: SkuRef, pool: Pool, places: dict[int, str], moment: Moment, access: Access
) -> Derivation:
    """The derivation of one item's ATP on a channel as it was known at a moment. Two statements."""
    access.require("stock:read")
    asked = {"sku": sku.id, "at": moment.at, "visible": moment.visible}
    rows = sql.load(__package__, "known_at.sql").rows(locations=sql.array(pool.locations), **asked)
    found = []
    for place, on_hand, reserved, held_back in rows:
        net = rules.net(on_hand=on_hand, reserved=reserved, held_back=held_back)
        found.append(PlaceDerivation(places[place], on_hand, reserved, held_back, 0, net, max(0, net)))
    [(buffer, demand, cap)] = sql.load(__package__, "known_limits.sql").rows(
        channel=pool.channel_id, peers=sql.array(pool.peers), **asked
    )
    return Derivation(
        sku=sku.code,
        places=tuple(found),
        places_total=sum(each.counted for each in found),
        global_buffer=buffer,
        unassigned_demand=demand,
        cap=cap,
        atp=rules.channel_atp(
            nets=[each.net for each in found], global_buffer=buffer, unassigned_demand=demand, cap=cap
        ),
    )
