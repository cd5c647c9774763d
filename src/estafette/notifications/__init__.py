"""Telling systems what happened: webhooks out, after the Standard Webhooks specification.

Owns webhooks and their deliveries. Guarantees: an event that a webhook wants becomes a delivery exactly once, in the
transaction of the event log's cursor; it is sent at least once, signed, always under the same `webhook-id`. The
deliveries of one aggregate (one order, one customer) go out strictly in order and one at a time, whatever fails, is
killed or is replayed meanwhile, and a failing one holds back its own aggregate alone. A webhook that nobody answers
any more is disabled with a notice. No transaction is open while somebody outside is called. Neighbors: the public
feed of the event log says what is sent; network turns codes of channels and locations into ids.
"""
