"""What the tests of stock do and look at."""

import json
import uuid
from datetime import timedelta

import pytest
from django.db import connection

from estafette.catalog.queries import skus_by_code
from estafette.inventory.commands.move import move
from estafette.inventory.commands.reserve import reserve
from estafette.inventory.queries.available import atp
from estafette.inventory.queries.identities import IDENTITIES
from estafette.inventory.queries.levels import LevelRow, levels
from estafette.inventory.types import (
    Move,
    OwnerKind,
    Pool,
    Reason,
    State,
    Taken,
    Want,
)
from estafette.platform.access.types import EVERYTHING, SYSTEM
from estafette.platform.identities import Breach, breaches
from estafette.platform.refusal import Refused
from estafette.testing.world import START, World

HOUR = timedelta(hours=1)


def do(world: World, *moves: tuple[str, str, int], at=START, **more) -> None:
    rows = [
        Move(world.skus[sku], world.places[place], units, **{"reason": Reason.ADJUSTMENT, **more})
        for sku, place, units in moves
    ]
    move(moves=rows, by=SYSTEM, at=at)


def level(world: World, sku: str, place: str) -> LevelRow:
    [row] = levels(access=EVERYTHING, limit=9, skus=[world.skus[sku]], locations=[world.places[place]])
    return row


def codes(error: pytest.ExceptionInfo[Refused]) -> list[tuple[str, str]]:
    return [(each.code, each.field) for each in error.value.refusals]


def events(kind: str) -> list[dict[str, object]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT payload::text FROM eventlog_pending WHERE kind = %s ORDER BY appended_at",
            [f"inventory.{kind}"],
        )
        return [json.loads(row[0]) for row in cursor.fetchall()]


def faults() -> list[Breach]:
    """What breaks an identity of stock; the owners here are no orders."""
    return [breach for identity in IDENTITIES for breach in breaches(identity)]


def take(
    world: World, sku: str, units: int, *, whole: bool = True, owner: uuid.UUID | None = None
) -> list[Taken]:
    want = Want(1, 1, world.skus[sku], units, owner or uuid.uuid4(), world.channels["WEB"], whole=whole)
    return reserve(
        wants=[want], pools={world.channels["WEB"]: pool(world)}, state=State.TENTATIVE,
        owner_kind=OwnerKind.ORDER_LINE, by=SYSTEM, at=START,
    )  # fmt: skip


def pool(world: World) -> Pool:
    return Pool(world.channels["WEB"], tuple(world.places.values()), tuple(sorted(world.channels.values())))


def shown(world: World, sku: str = "A") -> int:
    refs = skus_by_code(codes=[sku], at=START)
    return atp(skus=list(refs.values()), pool=pool(world), access=EVERYTHING)[refs[sku].id]
