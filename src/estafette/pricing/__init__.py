"""What it costs: price lists per channel and currency, effective-dated VAT by country.

Guarantees: a price and a rate are looked up for an instant, and the past never changes: prices are appended, and of
the rows valid at an instant the one effective last wins, so that periods cannot clash; a rate that was in force is
never overwritten. VAT is seeded from published rates; `seed_tax_rates` takes over newer ones and leaves alone what
a user has set. Neighbors: asks catalog and network; orders ask it when a channel sends no prices.
"""
