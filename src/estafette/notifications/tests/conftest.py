"""A log and webhooks that every connection sees, empty before and after."""

from collections.abc import Iterator

import pytest

from estafette.notifications.tests.told import empty


@pytest.fixture
def told(transactional_db: None) -> Iterator[None]:
    empty()
    yield
    empty()
