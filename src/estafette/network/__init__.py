"""Who sells and where things can be: legal entities, brands, sales channels with their stock pools and hold
policies, locations (warehouses, stores, suppliers, third-party sites, pickup points), calendars and capacity.

Guarantees: a channel belongs to one legal entity and sells in one currency; a location has an IANA time zone
and local opening hours. Neighbors: inventory, orders and later rooms ask it who may serve what.
"""
