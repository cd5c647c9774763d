"""Transactions: the door opens one, a command requires one."""

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import ParamSpec, TypeVar

from django.db import connection, transaction
from django.db.utils import OperationalError
from psycopg import errors

from estafette.platform.refusal import Busy
from estafette.platform.sql import raw_connection

P = ParamSpec("P")
R = TypeVar("R")

TRANSIENT = (
    errors.LockNotAvailable,
    errors.DeadlockDetected,
    errors.SerializationFailure,
    errors.QueryCanceled,
)


class NoTransaction(RuntimeError):
    """A command was called outside a transaction: a fault of the caller, never of the user."""


@contextmanager
def door() -> Iterator[None]:
    """The transaction of one door call. A lock that is not given in time becomes the refusal `busy`."""
    try:
        with transaction.atomic():
            yield
    except (OperationalError, *TRANSIENT) as error:
        if is_transient(error):
            raise Busy() from error
        raise


@contextmanager
def consistent_read() -> Iterator[None]:
    """One view of the database for all statements inside, which may not write.

    Inside another transaction (a test's) the view is that one's.
    """
    outermost = not connection.in_atomic_block
    with door():
        if outermost:
            raw_connection().execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield


def is_transient(error: BaseException) -> bool:
    """Whether the same work may succeed when it is simply done again."""
    return isinstance(error, TRANSIENT) or isinstance(error.__cause__, TRANSIENT)


def requires_transaction(command: Callable[P, R]) -> Callable[P, R]:
    """Refuse to run a command outside a transaction, so that all it writes stands or falls together."""

    @functools.wraps(command)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
        if not connection.in_atomic_block:
            raise NoTransaction(f"{command.__qualname__} needs the transaction that its door opens")
        return command(*args, **kwargs)

    return guarded
