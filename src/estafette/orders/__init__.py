"""What was agreed: orders, their lines, holds, notes, tags and references.

Guarantees: an order that was accepted is never lost and never taken twice (channel and reference name it);
line quantities always add up and the status is derived from them; an order that a channel has accepted is
stored as it came. Neighbors: inventory reserves and gives back; catalog, network, customers and pricing say
what codes mean; later rooms learn of orders from its events.
"""
