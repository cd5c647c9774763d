"""Questions about prices and rates."""

from estafette.pricing.queries.lists import (
    list_price_lists,
    list_prices,
    list_tax_rates,
    quote,
    read_price_list,
)
from estafette.pricing.queries.refs import prices, rates

__all__ = [
    "list_price_lists",
    "list_prices",
    "list_tax_rates",
    "prices",
    "quote",
    "rates",
    "read_price_list",
]
