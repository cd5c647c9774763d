"""What happened to one thing: its events in order."""

from estafette.platform import sql
from estafette.platform.eventlog.types import Recorded, read_event


def history(*, aggregate: str, limit: int = 1000) -> list[Recorded]:
    """The newest events of one aggregate, at most `limit`, by version; those not numbered yet have position 0.

    It asks no access: the room that owns the aggregate has done so.
    """
    rows = sql.load(__package__, "history.sql").rows(aggregate=aggregate, limit=limit)
    return [
        Recorded(position, name, version, read_event(kind, schema, payload), actor, at, sequenced_at)
        for position, name, version, kind, schema, payload, actor, at, sequenced_at in reversed(rows)
    ]
