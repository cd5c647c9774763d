"""The sequencer: the one process that gives committed events their positions.

Leader by a session advisory lock: PostgreSQL frees it when the leader's connection ends, however it ends, and
the next process takes over. Only how soon events are numbered hangs on there being one leader; that they are
numbered once, in order and without gaps holds for any number of them, by the locks of the statement itself.
"""

from django.db import connection

from estafette.platform import sql

LEADER = (0x65737461, 1)
"""Key of the advisory lock: its own space of two integers, apart from the locks of idempotency keys."""
BATCH = 5000


class Sequencer:
    """Runs on one database connection, in autocommit mode, for as long as that connection lives."""

    def __init__(self) -> None:
        self.leads = False
        self._low = 0
        self._mark: tuple[int, int] | None = None

    def lead(self) -> bool:
        """Try to become the leader; true when this connection is or has become it."""
        if not self.leads:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", LEADER)
                self.leads = bool(cursor.fetchone()[0])
        return self.leads

    def resign(self) -> None:
        """Give the lock back, so that another takes over at once."""
        if self.leads:
            self.leads = False
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", LEADER)

    def step(self, *, batch: int = BATCH) -> int:
        """Number the next `batch` committed events at most; how many there were."""
        last = self._last_id() if self._mark is None else 0
        settled = self._settled()
        [(count, number)] = _statement("sequence.sql").rows(low=self._low, batch=batch)
        if self._mark is None and number is not None:
            self._mark = (last, int(number))
        elif settled is not None and count < batch:
            self._low, self._mark = settled, None
        return int(count)

    def _last_id(self) -> int:
        [(last,)] = _statement("last_id.sql").rows()
        return int(last)

    def _settled(self) -> int | None:
        """An id at or below which nothing can appear any more, or None while a transaction may still commit one.

        A long-lived snapshot (a backup, a report) keeps the dead rows of the queue from being cleaned up, and a
        scan from the start would wade through them all. A mark is the last id handed out, read first, and then
        the transaction number of a step. An event takes its id after its transaction has its number, so every
        owner of such an id is older than the mark, and has ended once the oldest open one is younger.
        """
        if self._mark is None:
            return None
        last, number = self._mark
        [(oldest,)] = _statement("oldest_transaction.sql").rows()
        return last if oldest > number else None


def _statement(name: str) -> sql.Statement:
    return sql.load(__package__, name)
