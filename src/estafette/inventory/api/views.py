"""Between bodies and the room's own types: codes outside, internal ids inside."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from estafette.catalog.queries import skus_by_id
from estafette.inventory.api import bodies
from estafette.inventory.commands.record import Figure
from estafette.inventory.queries.answered import Question, answered
from estafette.inventory.queries.carts import CartRow
from estafette.inventory.queries.levels import END_OF_TIME, LAST_ID, levels, movements
from estafette.inventory.queries.planned import BEGINNING, FIRST_ID, open_rules, open_supply
from estafette.inventory.queries.refs import channel_of, locations_of, skus_of
from estafette.inventory.queries.shown import shown
from estafette.inventory.types import Availability, NoReservation
from estafette.network.queries import channel_codes, locations_by_id
from estafette.platform.api.contract import Call
from estafette.platform.api.paging import Page, decode_cursor, encode_cursor

MOST_PLACES = 2000


def available(
    channel: str,
    skus: Sequence[str],
    name: str,
    derivation: bool,
    until: datetime | None,
    known_at: str | None,
    call: Call[Any, Any],
) -> Any:
    """The plain figures from memory, or the whole answer from one consistent view."""
    if not derivation and until is None and known_at is None:
        return shown(channel=channel, skus=skus, name=name, access=call.access, at=call.at)
    question = Question(channel, tuple(skus), name, until, known_at)
    found = answered(question=question, access=call.access, at=call.at)
    return bodies.AvailabilityAnswer(
        channel=channel,
        as_of=found.moment.at,
        until=until,
        items=[_item(each, derivation) for each in found.items],
        known_at=found.token,
    )


def _item(each: Availability, derivation: bool) -> bodies.AvailableItem:
    if not derivation:
        return bodies.AvailableItem(sku=each.sku, atp=each.atp)
    parts = [
        bodies.Derived(
            sku=part.derivation.sku,
            quantity=part.quantity,
            places=[
                bodies.DerivedPlace(
                    location=place.location, on_hand=place.on_hand, reserved=place.reserved,
                    held_back=place.held_back, supply=place.supply, net=place.net, counted=place.counted,
                )
                for place in part.derivation.places
            ],
            places_total=part.derivation.places_total,
            global_buffer=part.derivation.global_buffer,
            unassigned_demand=part.derivation.unassigned_demand,
            cap=part.derivation.cap,
            atp=part.derivation.atp,
        )
        for part in each.parts
    ]  # fmt: skip
    return bodies.AvailableItem(sku=each.sku, atp=each.atp, derivation=parts)


def level_page(call: Call[Any, bodies.LevelQuery]) -> Page[bodies.LevelRead]:
    query = call.query
    after = decode_cursor(query.cursor, int, int)
    rows = levels(
        access=call.access,
        limit=query.limit + 1,
        after=(_bounded(after[0], 2**62), _bounded(after[1], 2**31 - 1)) if after else (0, 0),
        skus=_skus(query.sku, call),
        locations=_locations(query.location, call),
    )
    skus, places = _codes(rows[: query.limit], call)
    items = [
        bodies.LevelRead(
            sku=skus[row.sku_id], location=places[row.location_id], on_hand=row.on_hand,
            reserved=row.reserved, held_back=row.held_back, net=row.net, unsellable=row.unsellable,
        )
        for row in rows[: query.limit]
    ]  # fmt: skip
    return Page(items=items, next=_next(rows, query.limit, lambda row: (row.sku_id, row.location_id)))


def ledger_page(call: Call[Any, bodies.LedgerQuery]) -> Page[bodies.MovementRead]:
    query = call.query
    before = decode_cursor(query.cursor, datetime, UUID)
    [sku] = skus_of(codes=[query.sku], name="sku", at=call.at)
    places = _locations(query.location, call)
    if places is None:
        held = levels(access=call.access, limit=MOST_PLACES, skus=[sku.id])
        places = [row.location_id for row in held]
    rows = movements(
        access=call.access,
        sku_id=sku.id,
        locations=places,
        limit=query.limit + 1,
        before=(before[0], str(before[1])) if before else (END_OF_TIME, LAST_ID),
    )
    codes = {key: ref.code for key, ref in locations_by_id(ids={row.location_id for row in rows}).items()}
    items = [
        bodies.MovementRead(
            id=row.id, location=codes[row.location_id], condition=row.condition, quantity=row.quantity,
            reason=row.reason, source_kind=row.source_kind, source_ref=row.source_ref, actor=row.actor,
            effective_at=row.effective_at, recorded_at=row.recorded_at, lot=row.lot_id, bin=row.bin_id,
            owner=row.owner_id, unit_cost=row.unit_cost,
        )
        for row in rows[: query.limit]
    ]  # fmt: skip
    return Page(items=items, next=_next(rows, query.limit, lambda row: (row.recorded_at, row.id)))


def figures(found: Sequence[Figure]) -> bodies.Figures:
    return bodies.Figures(
        items=[
            bodies.FigureRead(
                sku=each.sku, location=each.location, outcome=each.outcome, on_hand=each.on_hand,
                difference=each.difference, missing=each.missing,
            )
            for each in found
        ]
    )  # fmt: skip


def rule_page(call: Call[Any, bodies.RuleQuery]) -> Page[bodies.RuleRead]:
    query = call.query
    after = decode_cursor(query.cursor, UUID)
    rows = open_rules(
        access=call.access,
        limit=query.limit + 1,
        after=str(after[0]) if after else FIRST_ID,
        kind=query.kind.value if query.kind else None,
        skus=_skus(query.sku, call),
        locations=_locations(query.location, call),
        channels=_channels(query.channel, call),
    )
    skus = skus_by_id(ids={row.sku_id for row in rows if row.sku_id}, at=call.at)
    places = locations_by_id(ids={row.location_id for row in rows if row.location_id})
    channels = channel_codes(ids={row.channel_id for row in rows if row.channel_id})
    items = [
        bodies.RuleRead(
            id=row.id, kind=row.kind, quantity=row.quantity,
            sku=skus[row.sku_id].code if row.sku_id else None,
            location=places[row.location_id].code if row.location_id else None,
            channel=channels[row.channel_id] if row.channel_id else None,
            actor=row.actor, since=row.opened_at,
        )
        for row in rows[: query.limit]
    ]  # fmt: skip
    return Page(items=items, next=_next(rows, query.limit, lambda row: (row.id,)))


def supply_page(call: Call[Any, bodies.SupplyQuery]) -> Page[bodies.SupplyRead]:
    query = call.query
    after = decode_cursor(query.cursor, int, datetime, UUID)
    rows = open_supply(
        access=call.access,
        limit=query.limit + 1,
        after=(_bounded(after[0], 2**62), after[1], str(after[2])) if after else (0, BEGINNING, FIRST_ID),
        skus=_skus(query.sku, call),
        locations=_locations(query.location, call),
    )
    skus, places = _codes(rows[: query.limit], call)
    items = [
        bodies.SupplyRead(
            id=row.id, sku=skus[row.sku_id], location=places[row.location_id], source_kind=row.source_kind,
            source_ref=row.source_ref, quantity=row.quantity, received=row.received, pegged=row.pegged,
            due_at=row.due_at,
        )
        for row in rows[: query.limit]
    ]  # fmt: skip
    return Page(items=items, next=_next(rows, query.limit, lambda row: (row.sku_id, row.due_at, row.id)))


def cart_id(call: Call[Any, Any]) -> UUID:
    """The cart id in the address; what is no UUID is no cart."""
    try:
        return UUID(call.path["cart"])
    except ValueError:
        raise NoReservation(noun="cart", ref=call.path["cart"]) from None


def cart(rows: Sequence[CartRow], call: Call[Any, Any]) -> bodies.CartRead:
    skus, places = _codes(rows, call)
    units = [
        bodies.CartUnits(
            sku=skus[row.sku_id], location=places[row.location_id], quantity=row.quantity, state=row.state,
            expires_at=row.expires_at,
        )
        for row in rows
    ]  # fmt: skip
    return bodies.CartRead(cart=call.path["cart"], units=units)


def _skus(codes: Sequence[str], call: Call[Any, Any]) -> list[int] | None:
    return [ref.id for ref in skus_of(codes=codes, name="sku", at=call.at)] if codes else None


def _locations(codes: Sequence[str], call: Call[Any, Any]) -> list[int] | None:
    if not codes:
        return None
    return [ref.id for ref in locations_of(codes=codes, name="location", access=call.access)]


def _channels(codes: Sequence[str], call: Call[Any, Any]) -> list[int] | None:
    return [channel_of(code=code, access=call.access).id for code in codes] or None


def _codes(rows: Collection[Any], call: Call[Any, Any]) -> tuple[dict[int, str], dict[int, str]]:
    skus = skus_by_id(ids={row.sku_id for row in rows}, at=call.at)
    places = locations_by_id(ids={row.location_id for row in rows})
    return (
        {key: ref.code for key, ref in skus.items()},
        {key: ref.code for key, ref in places.items()},
    )


def _next(rows: Sequence[Any], limit: int, key: Any) -> str | None:
    return encode_cursor(*key(rows[limit - 1])) if len(rows) > limit else None


def _bounded(value: int, most: int) -> int:
    return max(0, min(value, most))
