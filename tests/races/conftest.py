"""Races need committed rows that several connections see: the database is emptied before and after."""

from collections.abc import Iterator

import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from estafette.testing.reset import empty


@pytest.fixture
def shared(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """A database of one's own, with connections of one's own.

    Quicker than the transactional database of pytest-django, which truncates every table after each test.
    """
    with django_db_blocker.unblock():
        empty()
        yield
        empty()
        connection.close()
