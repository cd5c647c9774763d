"""Running work once for a key."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import psycopg
from django.db import transaction

from estafette.platform import sql
from estafette.platform.refusal import Conflict, Forbidden, InvalidInput, Refusal, Refused
from estafette.platform.transactions import requires_transaction

Answered = tuple[int, bytes]


class KeyReused(Conflict):
    """The key was used for another request."""

    code = "idempotency_key_reused"
    message = "This idempotency key was already used for a different request."
    remedy = "Use a new key for a new request; send the same body again to get the first answer."


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """One call: whose and where (`scope`), the caller's `key`, and the SHA-256 `digest` of what was sent."""

    scope: str
    key: str
    digest: bytes

    def name(self) -> bytes:
        """The key as it is stored: 32 bytes."""
        return hashlib.sha256(f"{self.scope}\n{self.key}".encode()).digest()


@requires_transaction
def once(
    fingerprint: Fingerprint,
    work: Callable[[], Answered],
    refuse: Callable[[Sequence[Refusal]], Answered],
    *,
    at: datetime,
) -> tuple[int, bytes, bool]:
    """Status, body, and whether they are the first answer given again. Raises KeyReused for another body.

    Calls with one key wait for each other. A business refusal is an answer and is kept, with all that `work`
    wrote undone; a refusal of the input, of the permission or for want of a lock is raised and not kept.
    """
    name = fingerprint.name()
    known = _find(name, at)
    if known is not None:
        digest, status, body = known
        if digest != fingerprint.digest:
            raise KeyReused(field="Idempotency-Key")
        return status, body, True
    status, body = _answer(work, refuse)
    _statement("store.sql").run(name=name, status=status, digest=fingerprint.digest, body=body, at=at)
    return status, body, False


def _find(name: bytes, at: datetime) -> tuple[bytes, int, bytes] | None:
    """Lock the key and look it up: two statements, so that the second sees what the wait was for; one trip."""
    raw = sql.raw_connection()
    with raw.pipeline(), psycopg.Cursor(raw) as lock, psycopg.Cursor(raw) as find:
        lock.execute(_statement("lock.sql").text, {"name": name}, prepare=True)
        find.execute(_statement("find.sql").text, {"name": name, "at": at}, prepare=True)
        found = find.fetchone()
    return None if found is None else (bytes(found[0]), found[1], bytes(found[2]))


def _answer(work: Callable[[], Answered], refuse: Callable[[Sequence[Refusal]], Answered]) -> Answered:
    try:
        with transaction.atomic():
            return work()
    except (Refusal, Refused) as refused:
        refusals = refused.refusals if isinstance(refused, Refused) else (refused,)
        if not all(_remembered(each) for each in refusals):
            raise
        return refuse(refusals)


def _remembered(refusal: Refusal) -> bool:
    return not isinstance(refusal, (InvalidInput, Forbidden)) and refusal.status < 500


def _statement(name: str) -> sql.Statement:
    return sql.load(__package__, name)
