"""The identities of stock, each proven by one set-based statement that names every offender."""

from estafette.platform import sql
from estafette.platform.identities import Identity

IDENTITIES = (
    Identity("stock.on_hand", "on hand = Σ sellable movements", sql.load(__package__, "check_on_hand.sql")),
    Identity("stock.reserved", "reserved = Σ open reservations", sql.load(__package__, "check_reserved.sql")),
    Identity(
        "stock.unsellable",
        "unsellable = Σ movements of the condition",
        sql.load(__package__, "check_unsellable.sql"),
    ),
    Identity(
        "stock.held_back",
        "held back = max(safety, place rules)",
        sql.load(__package__, "check_held_back.sql"),
    ),
    Identity("stock.pegged", "pegged = Σ open demand pegged", sql.load(__package__, "check_pegged.sql")),
)
