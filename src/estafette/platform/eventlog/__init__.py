"""The event log: facts appended in a command's own transaction, numbered after the commit, consumed exactly once.

Owns the tables eventlog_*. Guarantees that every consumer sees every event of an aggregate once and in order,
whatever transactions stay open, roll back or die meanwhile. Rooms import `types` and `append`; the assembly
says in `flow.py` who reacts to what.
"""

from estafette.platform.eventlog.append import append, append_statement

__all__ = ["append", "append_statement"]
