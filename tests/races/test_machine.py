"""Any sequence of commands: after each one every identity holds, the database is as the model says, availability is
what its definition says, and what was answered is answered again as it was known then."""

import os
from datetime import timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import (
    invariant,
    rule,
    run_state_machine_as_test,
)

from estafette.assembly.check import run as check
from estafette.inventory import rules as stock_rules
from estafette.inventory.commands.keep import take_snapshot
from estafette.inventory.queries.available import derive
from estafette.inventory.queries.past import Moment, as_known_at, moment_of, present
from estafette.inventory.types import (
    RuleKind,
)
from estafette.platform import clock
from estafette.platform.access.types import EVERYTHING, SYSTEM
from estafette.platform.sql import load
from estafette.testing.world import build
from tests.races.arena import unguarded
from tests.races.order_steps import OrderSteps
from tests.races.setting import ASIDE, CHANNELS, KITS, LEVELS, LINES, OWED, PLACES, SKUS, ask

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("shared")]
EXAMPLES = int(os.environ.get("ESTAFETTE_MACHINE_EXAMPLES", "40"))
STEPS = int(os.environ.get("ESTAFETTE_MACHINE_STEPS", "30"))


class Machine(OrderSteps):
    """All steps, and what is always true."""

    @rule()
    def keeps_levels(self) -> None:
        self.do(lambda: take_snapshot(by=SYSTEM, at=clock.now()))

    @invariant()
    def answers_are_given(self) -> None:
        """Remember what is answered now, for now or for a later day, and by which token."""
        days = len(self.answers) % 3
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            moment, token = present()
            until = moment.at + timedelta(days=days)
            answers = {
                channel: derive(
                    skus=self.skus, pool=self.pools[channel], places=self.places, at=moment.at, until=until,
                    access=EVERYTHING,
                )
                for channel in CHANNELS
            }  # fmt: skip
        self.answers.append((moment.at, token, {"until": [until], **answers}))

    @invariant()
    def answers_are_given_again(self) -> None:
        """As known at t equals the answer given at t: exactly by its token, and by the instant."""
        for back in {1, 2, 1 + len(self.answers) // 2}:
            given, token, answers = self.answers[-min(back, len(self.answers))]
            for moment in (moment_of(token=token), Moment(given)):
                channel = CHANNELS[back % 3]
                again = as_known_at(
                    skus=self.skus, pool=self.pools[channel], places=self.places, moment=moment,
                    until=answers["until"][0], access=EVERYTHING,
                )  # fmt: skip
                assert again == answers[channel]

    @invariant()
    def every_identity_holds(self) -> None:
        report = check()
        assert report.clean, report.breaches

    @invariant()
    def the_database_is_as_the_model_says(self) -> None:
        levels = {(row[0], row[1]): row[2:] for row in ask(LEVELS)}
        assert {where: row[0] for where, row in levels.items() if row[0]} == {
            where: units for where, units in self.model.on_hand.items() if units
        }
        assert {row[:3]: row[3] for row in ask(ASIDE)} == {
            where: units for where, units in self.model.aside.items() if units
        }
        for where, (_, _, held_back) in levels.items():
            assert held_back == self.model.held_back(*where)
        for code in SKUS:
            reserved = sum(row[1] for where, row in levels.items() if where[0] == code)
            assert reserved == self.model.reserved(code)
            assert ask(OWED, self.world.skus[code])[0][0] == self.model.owed(code)
        found = {(row[0], row[1]): row[2:] for row in ask(LINES)}
        assert found == {
            (sold.id, n): (line.waiting + line.canceled, line.canceled, line.waiting)
            for sold in self.model.orders
            for n, line in sold.lines.items()
        }

    @invariant()
    def availability_is_what_it_is_defined_to_be(self) -> None:
        levels = {row[:2]: row[2:] for row in ask(LEVELS)}
        for channel in CHANNELS:
            figures = self.atp(channel)
            assert all(units >= 0 for units in figures.values())
            for code in SKUS:
                [(_, unassigned)] = ask(OWED, self.world.skus[code])
                nets = [
                    stock_rules.net(on_hand=row[0], reserved=row[1], held_back=row[2])
                    for where, row in levels.items()
                    if where[0] == code
                ]
                assert figures[code] == stock_rules.channel_atp(
                    nets=nets,
                    global_buffer=self.model.limit(RuleKind.GLOBAL, code, channel) or 0,
                    unassigned_demand=unassigned,
                    cap=self.model.limit(RuleKind.CAP, code, channel),
                )
            assert figures["KIT"] == min(figures[part] // n for part, n in KITS["KIT"].items())


def run(examples: int, *phases: Phase) -> None:
    """Build the world that stays, and run the machine in it."""
    Machine.world = build(skus=SKUS, places=PLACES, kits=KITS, outside=["S2"])
    run_state_machine_as_test(
        Machine,
        settings=settings(
            max_examples=examples,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=phases,
            database=None,
        ),
    )


def test_any_sequence_of_commands_keeps_every_identity() -> None:
    run(EXAMPLES, Phase.generate, Phase.shrink)
    assert Machine.world.skus


FAULTS = [
    ("close_cart.sql", "SET reserved = v.reserved - l.units", "SET reserved = v.reserved", "reserved"),
    ("known_at.sql", "r.closed_at <= %(at)s", "r.closed_at < %(at)s - interval '1 s'", "Availability"),
    ("move.sql", "SET on_hand = v.on_hand + t.units", "SET on_hand = v.on_hand + t.units + 1", "on_hand"),
]


@pytest.mark.parametrize(("statement", "right", "wrong", "seen"), FAULTS, ids=[each[0] for each in FAULTS])
def test_the_machine_sees_a_fault_that_is_put_in(statement: str, right: str, wrong: str, seen: str) -> None:
    room = "queries" if statement.startswith("known") else "commands"
    fault = unguarded(load(f"estafette.inventory.{room}", statement), (right, wrong))
    with fault, pytest.raises(AssertionError, match=seen):
        run(40, Phase.generate)
