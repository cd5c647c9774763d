"""Tests need PostgreSQL 18: an outside one by ESTAFETTE_DATABASE_URL, else the embedded one for this run."""

import os

import pytest
from django.conf import settings

from estafette.assembly.config import database
from estafette.platform.database.cluster import throwaway

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "estafette.assembly.settings")
URL = "ESTAFETTE_DATABASE_URL"


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    """Start one server for the whole run; the processes of pytest-xdist inherit its address."""
    if os.environ.get(URL) or config.option.help or config.option.version or config.option.collectonly:
        return
    servers = throwaway()
    server = servers.__enter__()
    os.environ[URL] = server.place.url()
    # Django has read its settings by now, before this file was loaded.
    settings.DATABASES["default"].update(database(os.environ[URL]))

    def finish() -> None:
        del os.environ[URL]
        servers.__exit__(None, None, None)

    config.add_cleanup(finish)
