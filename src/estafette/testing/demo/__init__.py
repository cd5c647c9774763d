"""The demo shop: Maison Orvane, a house of fashion and living with stores in ten countries, made up from seed.

`build` makes it through the commands of the rooms, as users and programs would, and finds what is there already.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from estafette.orders import queries as orders
from estafette.platform import clock
from estafette.platform.access.types import EVERYTHING
from estafette.testing.demo import staff, stages
from estafette.testing.demo.letters import Letters
from estafette.testing.demo.life import Life
from estafette.testing.demo.places import channels
from estafette.testing.demo.plan import Plan, make_plan
from estafette.testing.demo.size import FULL, SMALL, Size
from estafette.testing.demo.staff import SignIn

__all__ = ["FULL", "SMALL", "SignIn", "Size", "SomebodyElsesHouse", "Summary", "build", "find", "is_built"]

SEED = 1913
Progress = Callable[[str, int, int], None]


class SomebodyElsesHouse(Exception):
    """The database has users who are not the demo's: the demo builds nothing there."""


@dataclass(frozen=True, slots=True)
class Summary:
    """How to get in. `api_key` is the token of the demo's key, known only when the shop was built just now."""

    sign_ins: tuple[SignIn, ...]
    api_key: str | None = None
    placed: int = 0
    refused: int = 0


def is_built() -> bool:
    """Whether the whole shop is there."""
    return staff.is_open()


def find() -> Summary | None:
    """The shop that was built before; None when there is none, or not all of it."""
    return Summary(staff.sign_ins()) if is_built() else None


def build(*, progress: Progress, now: datetime | None = None, size: Size = FULL, seed: int = SEED) -> Summary:
    """Build what is missing of the shop, whose history ends at `now`. An interrupted build is taken up again.

    `progress` is called with what is built, how many are done and how many there will be. Raises `SomebodyElsesHouse` when others have founded this house.
    """
    there = find()
    if there is not None:
        return there
    if staff.is_somebody_elses():
        raise SomebodyElsesHouse
    now = (now or clock.now()).replace(microsecond=0)
    opened = now - timedelta(days=size.days + 7)
    plan = make_plan(size=size, seed=seed)
    stages.network(plan, opened=opened, now=now, progress=progress)
    stages.catalog(plan, opened=opened, progress=progress)
    stages.prices(plan, opened=opened, progress=progress)
    stages.stock(plan, opened=opened, now=now, progress=progress)
    life = _live(plan, opened, now, progress)
    return Summary(staff.sign_ins(), staff.open_shop(at=now), life.placed, life.refused)


def _live(plan: Plan, opened: datetime, now: datetime, progress: Progress) -> Life:
    """Customers and colleagues, and the orders of the weeks; these in one transaction, so that they are whole."""
    customers = stages.customers(plan, opened=opened, progress=progress)
    colleagues = staff.hire(at=opened)
    currencies = {draft.code: draft.currency for draft in channels()}
    with transaction.atomic():
        programs = staff.programs(agent=colleagues["agent"], at=opened)
        life = Life(Letters(plan.people, customers, currencies, programs), colleagues)
        if not orders.find(wanted=orders.OrderFilter(), access=EVERYTHING, limit=1):
            sales = plan.sales(rates=stages.tax_rates(plan, now=now), now=now)
            life.run(sales=sales, now=now, progress=progress)
    stages.let_the_planner_know()
    return life
