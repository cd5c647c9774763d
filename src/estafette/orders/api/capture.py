"""Single orders that arrive together in a process are decided in one transaction and answered one by one."""

from collections.abc import Sequence

from estafette.orders.commands.place import place
from estafette.orders.types import Draft, Placed
from estafette.platform import clock
from estafette.platform.access.types import Access
from estafette.platform.grouping import Grouper
from estafette.platform.refusal import Busy, Refused
from estafette.platform.transactions import door

Asked = tuple[Draft, Access]
TRIES = 4


def capture(draft: Draft, access: Access) -> Placed:
    """Place one order, together with those that arrive at the same time. Raises `Refused`."""
    answer = _grouper.submit((draft, access))
    if isinstance(answer, Refused):
        raise answer
    return answer


def place_many(drafts: Sequence[Draft], access: Access) -> list[Placed | Refused]:
    """Place many orders of one caller in one transaction; tried again when others were in the way."""
    for attempt in range(TRIES):
        try:
            with door():
                return place(drafts=drafts, access=access, at=clock.now())
        except Busy:
            if attempt == TRIES - 1:
                raise
    raise AssertionError("unreachable")


def _decide(asked: Sequence[Asked]) -> list[Placed | Refused]:
    """Place what arrived together; callers with different rights are decided one after the other."""
    answers: list[Placed | Refused | None] = [None] * len(asked)
    at = clock.now()
    with door():
        for access in {id(access): access for _, access in asked}.values():
            mine = [position for position, (_, other) in enumerate(asked) if other is access]
            done = place(drafts=[asked[position][0] for position in mine], access=access, at=at)
            for position, answer in zip(mine, done, strict=True):
                answers[position] = answer
    return [answer for answer in answers if answer is not None]


_grouper: Grouper[Asked, Placed | Refused] = Grouper(_decide)
