"""The identities of the log."""

from estafette.platform import sql
from estafette.platform.identities import Identity

IDENTITIES = (
    Identity(
        "events.positions", "position = the one before + 1", sql.load(__package__, "check_positions.sql")
    ),
    Identity(
        "events.versions",
        "version = the aggregate's one before + 1",
        sql.load(__package__, "check_versions.sql"),
    ),
    Identity(
        "events.cursors", "cursor ≤ head; held only behind parked", sql.load(__package__, "check_cursors.sql")
    ),
)
