"""Ground floor: what every room stands on, and no business noun.

Money, quantity, clock, ids, transactions, refusals, SQL loading, actors and access, idempotency, the event
log, the embedded database, and the helpers of API doors and pages.
"""
