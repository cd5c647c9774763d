"""What things cost, in bulk: the look-ups of order capture."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from decimal import Decimal

from estafette.catalog.types import TaxCategory
from estafette.platform import sql
from estafette.pricing.types import TaxRef, UnitPrice


def prices(*, quantities: Mapping[int, int], channel_id: int, at: datetime) -> dict[int, UnitPrice]:
    """SKU id -> what a unit costs on the channel at `at`, when that many are bought. One statement.

    SKUs without a price are left out. Whether tax is included is the channel's own.
    """
    if not quantities:
        return {}
    rows = sql.load(__package__, "prices.sql").rows(
        skus=list(quantities), quantities=list(quantities.values()), channel=channel_id, at=at
    )
    return {row[0]: UnitPrice(*row) for row in rows}


def rates(*, wanted: Collection[tuple[str, str]], on: date) -> dict[tuple[str, str], TaxRef]:
    """(country, category) -> VAT rate on a date; unknown countries are left out. One statement.

    A country that has no rate of a category gives its standard rate (`applied` says so); `zero` is zero
    everywhere. A date before the first known rate has none.
    """
    free = {key: TaxRef(*key, key[1], Decimal(0)) for key in wanted if key[1] == TaxCategory.ZERO}
    asked = [key for key in set(wanted) if key not in free]
    if not asked:
        return free
    rows = sql.load(__package__, "tax_rates.sql").rows(
        countries=[country for country, _ in asked], categories=[category for _, category in asked], on=on
    )
    return free | {(row[0], row[1]): TaxRef(*row) for row in rows}
