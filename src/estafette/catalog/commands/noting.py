"""Tell every process that what it remembers of the catalog is old."""

from django.db import transaction

from estafette.catalog.queries import forget_skus
from estafette.platform import sql


def _note_change() -> None:
    """Note the change in this transaction: others look for it every second, this process forgets at commit."""
    sql.load(__package__, "note_change.sql").run()
    transaction.on_commit(forget_skus)
