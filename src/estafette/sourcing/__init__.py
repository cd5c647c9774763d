"""Who should serve it: rule sets, candidates, decisions and their reasons. Data in, decision out.

Guarantees: every decision is kept with the version of its rules, its batch, its seed, what it was decided upon,
its cost, a bound and the reasons; it changes no order and no stock. Neighbors: network says which places serve a
channel and what room they have left; orders asks, and does what is decided.
"""
