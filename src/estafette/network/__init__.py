"""Who sells and where things can be: legal entities, brands, sales channels with their stock pools and hold
policies, locations (warehouses, stores, suppliers, third-party sites, pickup points), calendars and capacity.

Guarantees: a channel belongs to one legal entity and sells in one currency; a location has an IANA time zone, and
its opening hours stay local when clocks change; a caller that is limited to places or channels sees and changes
only those. `queries.channel` answers the path of every order from a memory of at most two seconds; the pool that it
gives holds enabled entries of active locations. Neighbors: none below but the platform; inventory, orders and
later rooms ask it who may serve what.
"""
