"""Claim references: each (channel, reference) is placed once, and its first answer is given for ever."""

from dataclasses import dataclass, field
from datetime import datetime

from estafette.orders.commands.place.prepare import Planned
from estafette.orders.commands.place.refusals import KeyReused, OutOfStock
from estafette.orders.types import Placed
from estafette.platform import sql
from estafette.platform.refusal import Refused


@dataclass(slots=True)
class Claims:
    """New orders by position, and positions that repeat one of them within the batch."""

    fresh: dict[int, Planned] = field(default_factory=dict)
    claimed: dict[int, Planned] = field(default_factory=dict)
    twins: dict[int, tuple[int, Planned]] = field(default_factory=dict)

    def repeat(self, answers: list[Placed | Refused | None]) -> None:
        """Answer repetitions within the batch as their first one."""
        for position, (first, planned) in self.twins.items():
            answer = answers[first]
            if planned.draft.fingerprint != self.claimed[first].draft.fingerprint:
                answers[position] = _reused(planned)
            elif isinstance(answer, Placed):
                answers[position] = Placed(
                    answer.id, answer.number, answer.channel, answer.reference, answer.status,
                    answer.holds, replayed=True,
                )  # fmt: skip
            else:
                answers[position] = answer


def claim(planned: dict[int, Planned], answers: list[Placed | Refused | None], *, at: datetime) -> Claims:
    """Claim what is new, with its number; answer what was placed before."""
    claims = Claims()
    if not planned:
        return claims
    first: dict[tuple[int, str], int] = {}
    for position, order in planned.items():
        key = (order.channel.id, order.draft.reference)
        if key in first:
            claims.twins[position] = (first[key], order)
        else:
            first[key] = position
    mine = {planned[position].id: position for position in first.values()}
    rows = sql.load(__package__, "claim.sql").rows(
        claims=sql.json([_row(planned[p]) for p in mine.values()]), at=at
    )
    for order_id, number in rows:
        order = planned[mine[order_id]]
        order.number = number
        claims.fresh[mine[order_id]] = order
    claims.claimed = dict(claims.fresh)
    if len(rows) < len(mine):
        missing = {key: position for key, position in first.items() if position not in claims.fresh}
        _answer_again(missing, planned, claims, answers)
    return claims


def _answer_again(
    missing: dict[tuple[int, str], int],
    planned: dict[int, Planned],
    claims: Claims,
    answers: list[Placed | Refused | None],
) -> None:
    asked = [{"channel": channel, "ref": ref} for channel, ref in missing]
    for channel, ref, fingerprint, order_id, number, outcome, answer in sql.load(
        __package__, "claimed.sql"
    ).rows(claims=sql.json(asked)):
        position = missing[channel, ref]
        answer = sql.parse(answer)
        order = planned[position]
        claims.claimed[position] = order
        if bytes(fingerprint) != order.draft.fingerprint:
            answers[position] = _reused(order)
        elif order_id is None:
            answers[position] = Refused([OutOfStock(field=each["field"], **each["data"]) for each in answer])
        else:
            answers[position] = Placed(
                order_id, number, order.channel.code, ref, outcome, tuple(answer or ()), replayed=True
            )


def _reused(order: Planned) -> Refused:
    return Refused([KeyReused(field="reference", reference=order.draft.reference)])


def _row(order: Planned) -> dict[str, object]:
    return {
        "channel": order.channel.id,
        "ref": order.draft.reference,
        "id": order.id,
        "fingerprint": order.draft.fingerprint.hex(),
        "outcome": order.status,
        "answer": [hold["kind"] for hold in order.holds],
    }
