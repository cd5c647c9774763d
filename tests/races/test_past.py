"""“As known at” while others write: what was not yet visible when an answer was given is not in it later either."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction

from estafette.catalog.queries import sku_refs
from estafette.inventory.commands.move import move
from estafette.inventory.queries.available import derive
from estafette.inventory.queries.past import Moment, as_known_at, moment_of, present
from estafette.inventory.queries.pools import pools_of
from estafette.inventory.types import Availability, Move, Reason
from estafette.network.queries import channel_refs
from estafette.orders.commands.place import place
from estafette.platform import clock
from estafette.platform.access.types import EVERYTHING, SYSTEM
from estafette.testing.world import World, build, order
from tests.races.arena import meet

pytestmark = pytest.mark.usefixtures("shared")


class Shop:
    """A channel that is asked what it can promise of one article."""

    def __init__(self) -> None:
        self.world: World = build(stock={("A", "W1"): 5})
        [web] = [each for each in channel_refs() if each.code == "WEB"]
        self.pool = pools_of(channels=[web])[web.id]
        self.places = {id_: code for code, id_ in self.world.places.items()}
        self.skus = list(sku_refs(codes=["A"], at=clock.now()).values())

    def answer(self) -> tuple[str, Any, list[Availability]]:
        """A token, its instant, and what is answered."""
        moment, token = present()
        given = derive(
            skus=self.skus, pool=self.pool, places=self.places, at=moment.at, until=moment.at,
            access=EVERYTHING,
        )  # fmt: skip
        return token, moment.at, given

    def again(self, moment: Moment) -> list[Availability]:
        with transaction.atomic():
            return as_known_at(
                skus=self.skus, pool=self.pool, places=self.places, moment=moment, until=moment.at,
                access=EVERYTHING,
            )  # fmt: skip

    def sell(self) -> Any:
        return place(drafts=[order("r1", {"A": 2})], access=EVERYTHING, at=clock.now())

    def lose(self) -> Any:
        loss = Move(self.world.skus["A"], self.world.places["W1"], -1, Reason.LOSS)
        return move(moves=[loss], by=SYSTEM, at=clock.now())


@pytest.mark.parametrize("work", ["sell", "lose"])
def test_what_was_not_visible_stays_out_of_the_answer(work: str) -> None:
    shop = Shop()
    done, asked = meet(getattr(shop, work), shop.answer)
    assert done.error is None
    token, at, given = asked.answer()
    assert not asked.waited, "nobody waits to be answered"
    assert given[0].atp == 5
    by_time = shop.again(Moment(at))
    assert by_time[0].atp == {"sell": 3, "lose": 4}[work], "by its instant alone it would be another answer"
    with transaction.atomic():
        moment = moment_of(token=token)
    assert shop.again(moment) == given
    with transaction.atomic():
        _, later, now = shop.answer()
    assert now[0].atp == by_time[0].atp
    assert shop.again(Moment(later + timedelta(seconds=1))) == now
