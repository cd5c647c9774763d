"""Availability with all that may be asked of it: derivation, an instant to come, a moment that was."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from estafette.inventory.queries.available import derive
from estafette.inventory.queries.past import BadToken, Moment, as_known_at, moment_of, present
from estafette.inventory.queries.refs import channel_of, pool_of, skus_of
from estafette.inventory.types import Availability, Pool
from estafette.network.queries import locations_by_id
from estafette.network.types import OutsideLimits
from estafette.platform.access.types import Access
from estafette.platform.transactions import consistent_read

SKEW = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: SKU codes on a channel, with supply due `until`, as known at an instant or a token."""

    channel: str
    skus: tuple[str, ...]
    name: str
    until: datetime | None = None
    known_at: str | None = None


@dataclass(frozen=True, slots=True)
class Answered:
    """The figures, the moment of which they are, and the token with which they can be asked again."""

    items: list[Availability]
    moment: Moment
    token: str


def answered(*, question: Question, access: Access, at: datetime) -> Answered:
    """Answer from one consistent view of the database.

    Raises `unknown_channel`, `unknown_sku`, `bad_token`, and `outside_limits` for a caller that does not see
    every place of the channel: the derivation names them.
    """
    channel = channel_of(code=question.channel, access=access)
    pool = pool_of(channel=channel)
    if not all(access.sees_location(place) for place in pool.locations):
        raise OutsideLimits(field="channel", ref=question.channel)
    with consistent_read():
        if question.known_at is None:
            moment, token = present()
        else:
            moment, token = _moment(question.known_at, at), question.known_at
        return Answered(_figures(question, pool, moment, access), moment, token)


def _figures(question: Question, pool: Pool, moment: Moment, access: Access) -> list[Availability]:
    skus = skus_of(codes=question.skus, name=question.name, at=moment.at)
    places = {key: ref.code for key, ref in locations_by_id(ids=pool.locations).items()}
    until = question.until or moment.at
    if question.known_at is None:
        return derive(skus=skus, pool=pool, places=places, at=moment.at, until=until, access=access)
    return as_known_at(skus=skus, pool=pool, places=places, moment=moment, until=until, access=access)


def _moment(known_at: str, at: datetime) -> Moment:
    try:
        instant = msgspec.convert(known_at, datetime)
    except msgspec.ValidationError:
        return moment_of(token=known_at)
    if instant.tzinfo is None or instant > at + SKEW:
        raise BadToken(field="known_at")
    return Moment(instant)
