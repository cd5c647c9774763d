"""Journeys go through the whole house, from its doors."""

import pytest

pytest.register_assert_rewrite("tests.journeys.refusing")
