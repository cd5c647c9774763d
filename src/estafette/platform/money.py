"""Money: integer minor units and an ISO 4217 currency. Unit prices are decimals with six places. No floats."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from babel.core import get_global

from estafette.platform.refusal import InvalidInput

_FRACTIONS: Mapping[str, Any] = get_global("currency_fractions")
_CURRENCIES: frozenset[str] = frozenset(get_global("all_currencies"))
UNIT_PRICE_PLACES = 6
MAX_MINOR = 9 * 10**12
"""No stored amount of a line may be larger: a bound that keeps every sum of a million lines inside a bigint."""


class UnknownCurrency(InvalidInput):
    code = "unknown_currency"
    message = "“{currency}” is not an ISO 4217 currency."
    remedy = "Send three capital letters, such as EUR or GBP."


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in minor units (cents) of one currency."""

    minor: int
    currency: str

    def __add__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.minor + other.minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._same(other)
        return Money(self.minor - other.minor, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def _same(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise ValueError(f"cannot mix {self.currency} and {other.currency}")


def is_currency(code: str) -> bool:
    """Whether `code` is an ISO 4217 currency, past or present."""
    return len(code) == 3 and code in _CURRENCIES


def exponent(currency: str) -> int:
    """Decimal places of the minor unit: 2 for EUR, 0 for JPY, 3 for TND."""
    if not is_currency(currency):
        raise UnknownCurrency(currency=currency)
    return int((_FRACTIONS.get(currency) or _FRACTIONS["DEFAULT"])[0])


def to_minor(amount: Decimal, currency: str) -> int:
    """A decimal amount in minor units, rounded half away from zero: the one rounding a stored amount has."""
    scaled = amount.scaleb(exponent(currency))
    return int(scaled.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def to_decimal(minor: int, currency: str) -> Decimal:
    """Minor units as a decimal amount with the currency's places."""
    return Decimal(minor).scaleb(-exponent(currency))


def split(total: int, weights: Sequence[int]) -> list[int]:
    """Share `total` minor units by `weights`, by largest remainder; ties go to the earlier share.

    The shares add up to `total` exactly, also when it is negative. Weights are not negative; when they are
    all zero the shares are as equal as can be.
    """
    if not weights:
        if total:
            raise ValueError("cannot share an amount among nobody")
        return []
    if any(weight < 0 for weight in weights):
        raise ValueError("weights are not negative")
    parts = list(weights) if any(weights) else [1] * len(weights)
    whole = sum(parts)
    sign = -1 if total < 0 else 1
    floors = [abs(total) * part // whole for part in parts]
    remainders = [(abs(total) * part % whole, -index) for index, part in enumerate(parts)]
    missing = abs(total) - sum(floors)
    for _, negative_index in sorted(remainders, reverse=True)[:missing]:
        floors[-negative_index] += 1
    return [sign * share for share in floors]
