"""What can be done about prices and rates."""

from estafette.pricing.commands.price_lists import set_prices, upsert_price_lists
from estafette.pricing.commands.tax_rates import seed_tax_rates, set_tax_rates

__all__ = ["seed_tax_rates", "set_prices", "set_tax_rates", "upsert_price_lists"]
