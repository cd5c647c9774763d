"""Rules are versioned, and those of the house hold until others are published."""

import pytest
from django.db import transaction

from estafette.platform.access.types import SYSTEM
from estafette.platform.refusal import Refusal
from estafette.sourcing.commands.publish import publish
from estafette.sourcing.queries.current import current
from estafette.sourcing.rules import STANDARD, faults
from estafette.sourcing.types import KindCosts, RuleSet
from estafette.testing.world import START

pytestmark = pytest.mark.django_db
ONLY_STORES = RuleSet(kinds={"store": KindCosts(parcel=100, handling=10, line=1)}, unfilled=5000, places=2)


def published(rules: RuleSet) -> int:
    with transaction.atomic():
        return publish(body=rules, by=SYSTEM, at=START)


def test_the_rules_of_the_house_hold_until_others_are_published() -> None:
    assert current() == (0, STANDARD)
    assert [published(ONLY_STORES), published(STANDARD)] == [1, 2]
    assert current() == (2, STANDARD)
    assert published(ONLY_STORES) == 3
    assert current() == (3, ONLY_STORES)


@pytest.mark.parametrize(
    "wrong",
    [
        RuleSet(kinds={}, split=-1),
        RuleSet(kinds={}, places=0),
        RuleSet(kinds={}, unfilled=10**9 + 1),
        RuleSet(kinds={"store": KindCosts(parcel=0, handling=0, line=-1)}),
    ],
)
def test_rules_out_of_bounds_are_refused(wrong: RuleSet) -> None:
    assert len(faults(rules=wrong)) == 1
    with pytest.raises(Refusal, match="bad_figure"):
        published(wrong)
    assert current()[0] == 0


def test_the_rules_of_the_house_are_in_bounds() -> None:
    assert faults(rules=STANDARD) == []
