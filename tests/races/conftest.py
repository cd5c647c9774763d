"""Races need committed rows that several connections see: the database is emptied before and after."""

from collections.abc import Iterator

import pytest

from estafette.testing.reset import empty


@pytest.fixture
def shared(transactional_db: None) -> Iterator[None]:
    """A database of one's own, with connections of one's own."""
    empty()
    yield
    empty()
