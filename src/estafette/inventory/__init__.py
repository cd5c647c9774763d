"""What we have: stock levels, the ledger of movements, reservations, buffers, expected supply, availability.

Guarantees: `on_hand` is the sum of sellable movements and `reserved` the sum of open reservations, after every
commit; no unit is promised twice; every availability figure can be derived, and asked again as it was known at
any instant. Neighbors: asks catalog and network what may be where; orders reserve and release through its
commands; nobody else writes a level.
"""
