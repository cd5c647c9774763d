"""`estafette check`: every identity over the whole database, each offender named."""

from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection, transaction

from estafette.inventory.queries.identities import IDENTITIES as STOCK
from estafette.orders.queries.identities import IDENTITIES as ORDERS
from estafette.platform.eventlog.identities import IDENTITIES as EVENTS
from estafette.platform.identities import Breach, Identity, breaches
from estafette.platform.sql import load, raw_connection

ACROSS = (
    Identity(
        "orders.waiting_units",
        "waiting units of a line = its open reservations + its open demand",
        load(__package__, "check_waiting_units.sql"),
    ),
    Identity(
        "orders.orphans",
        "every open reservation and demand of an order has its line",
        load(__package__, "check_orphans.sql"),
    ),
    Identity(
        "orders.assigned_units",
        "units assigned to a place = open assigned reservations there",
        load(__package__, "check_assigned_units.sql"),
    ),
    Identity("orders.versions", "version = number of events", load(__package__, "check_versions.sql")),
    Identity("names", "stock and orders name what exists", load(__package__, "check_stock_names.sql")),
)
IDENTITIES: tuple[Identity, ...] = (*STOCK, *ORDERS, *EVENTS, *ACROSS)


@dataclass(frozen=True, slots=True)
class Report:
    """What was checked, and every breach."""

    checked: tuple[Identity, ...]
    breaches: tuple[Breach, ...]

    @property
    def clean(self) -> bool:
        return not self.breaches


def run(*, progress: Callable[[Identity], None] = lambda _: None) -> Report:
    """Check everything on one consistent view of the database; writers go on meanwhile."""
    found: list[Breach] = []
    alone = not connection.in_atomic_block
    with transaction.atomic():
        if alone:
            raw_connection().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        for identity in IDENTITIES:
            progress(identity)
            found.extend(breaches(identity))
    return Report(IDENTITIES, tuple(found))
