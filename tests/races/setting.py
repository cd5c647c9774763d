"""Where the machine works: a world that stays, tables that are emptied before each example, and a model beside them."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, ClassVar, TypeVar

from django.db import connection, transaction
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
)

from estafette.catalog.queries import sku_refs
from estafette.inventory.queries.available import atp
from estafette.inventory.queries.pools import pools_of
from estafette.inventory.types import (
    Condition,
    Move,
    Pool,
    Reason,
)
from estafette.network.queries import channel_refs
from estafette.orders.commands.place import hints
from estafette.platform import clock
from estafette.platform.access.types import EVERYTHING
from estafette.platform.refusal import Refused
from estafette.testing.world import World
from tests.races.machine import Model, Place

SKUS, PLACES, CHANNELS = ("A", "B"), ("W1", "S1", "S2"), ("WEB", "MKT", "HELD")
KITS = {"KIT": {"A": 2, "B": 1}}
EMPTY = ";".join(
    f"DELETE FROM {table}"
    for table in [
        "sourcing_decision",
        "orders_assignment",
        "orders_exclusion",
        "orders_unsourced",
        "orders_hold",
        "orders_note",
        "orders_tag",
        "orders_sent",
        "orders_line",
        "orders_kit",
        "orders_order",
        "orders_reference",
        "inventory_level",
        "inventory_unsellable",
        "inventory_movement",
        "inventory_reservation",
        "inventory_demand",
        "inventory_rule",
        "inventory_supply",
        "inventory_supply_change",
        "inventory_touch",
        "inventory_snapshot",
        "inventory_snapshot_run",
        "eventlog_pending",
        "customers_contact",
    ]
)
LEVELS = """
SELECT s.code, l.code, v.on_hand, v.reserved, v.held_back FROM inventory_level AS v
JOIN catalog_sku AS s ON s.id = v.sku_id JOIN network_location AS l ON l.id = v.location_id
"""
ASIDE = """
SELECT s.code, l.code, u.condition, u.quantity FROM inventory_unsellable AS u
JOIN catalog_sku AS s ON s.id = u.sku_id JOIN network_location AS l ON l.id = u.location_id WHERE u.quantity > 0
"""
OWED = """
SELECT coalesce(sum(quantity), 0), coalesce(sum(quantity) FILTER (WHERE supply_id IS NULL), 0)
FROM inventory_demand WHERE sku_id = %s AND closed_at IS NULL
"""
AT_PLACES = """
SELECT a.order_id, a.line, a.location_id, sum(a.quantity)::integer FROM orders_assignment AS a GROUP BY 1, 2, 3
ORDER BY 1, 2, 3
"""
LINES = """
SELECT l.order_id, l.line, l.ordered, l.canceled, l.backordered + l.unassigned + l.assigned FROM orders_line AS l
"""
HELD_AT = """
SELECT r.location_id, sum(r.quantity)::integer FROM inventory_reservation AS r
WHERE r.owner_id = %s AND r.owner_line = %s AND r.closed_at IS NULL AND r.state = 'tentative' GROUP BY 1 ORDER BY 1
"""
sku = st.sampled_from(SKUS)
place_code = st.sampled_from(PLACES)
few = st.integers(1, 4)
some = st.integers(0, 10**6)
T = TypeVar("T")


def ask(query: str, *parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return list(cursor.fetchall())


def pick(number: int, of: "list[T]") -> T:
    return of[number % len(of)]


class Setting(RuleBasedStateMachine):
    """Commands as their doors call them: each in a transaction that commits."""

    world: ClassVar[World]

    def __init__(self) -> None:
        super().__init__()
        with connection.cursor() as cursor:
            cursor.execute(EMPTY)
        # Where stock was found last is remembered by the process: an example must not depend on the one before.
        for channel in self.world.channels.values():
            for sku_id in self.world.skus.values():
                hints.forget(channel, sku_id)
        self.model = Model()
        self.orders = 0
        self.sequence = 0
        self.answers: list[tuple[datetime, str, dict[str, list[Any]]]] = []
        refs = {ref.code: ref for ref in channel_refs()}
        self.pools: dict[str, Pool] = {
            code: pools_of(channels=[refs[code]])[refs[code].id] for code in CHANNELS
        }
        found = sku_refs(codes=[*SKUS, *KITS], at=clock.now())
        self.skus = [found[code] for code in (*SKUS, *KITS)]
        self.places = {self.world.places[code]: code for code in PLACES}

    def atp(self, channel: str) -> dict[str, int]:
        figures = atp(skus=self.skus, pool=self.pools[channel], access=EVERYTHING)
        return {ref.code: figures[ref.id] for ref in self.skus}

    def move(
        self, where: Place, units: int, reason: Reason, condition: Condition = Condition.SELLABLE
    ) -> Move:
        return Move(self.world.skus[where[0]], self.world.places[where[1]], units, reason, condition)

    def do(self, work: Callable[[], T]) -> T:
        with transaction.atomic():
            return work()

    def refused(self, work: Callable[[], object], kind: type[Exception]) -> bool:
        try:
            self.do(work)
        except Refused as refused:
            assert all(isinstance(each, kind) for each in refused.refusals), refused
            return True
        except kind:
            return True
        return False
