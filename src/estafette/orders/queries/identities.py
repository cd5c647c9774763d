"""The identities of orders, each proven by one set-based statement that names every offender."""

from estafette.platform import sql
from estafette.platform.identities import Identity


def _identity(name: str, formula: str, statement: str) -> Identity:
    return Identity(f"orders.{name}", formula, sql.load(__package__, statement))


IDENTITIES = (
    _identity("status", "status = derived from lines and holds", "check_status.sql"),
    _identity("lines", "every line has its order, every order a line", "check_lines.sql"),
    _identity("totals", "order sums = Σ line amounts", "check_total.sql"),
    _identity("assigned", "assigned units of a line = Σ units at places", "check_assigned.sql"),
    _identity("references", "orders and references name each other", "check_references.sql"),
)
