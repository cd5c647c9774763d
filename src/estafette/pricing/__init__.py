"""What it costs: price lists per channel and currency, effective-dated VAT by country.

Guarantees: a price and a rate are looked up for an instant; the past never changes. Neighbors: asks catalog and
network; orders ask it when a channel sends no prices.
"""
