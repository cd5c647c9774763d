"""Who reacts to what: every event of the house, and the reactions that rooms have to it.

A reaction runs in the worker, in batches, with its cursor in the transaction of its own writes. An event that
nobody reacts to yet stands here with an empty list: it is in the log and in the public feed all the same.
"""

from estafette.platform.eventlog.subscriptions import Flow, consumers

FLOW: Flow = {}
CONSUMERS = consumers(FLOW)
