"""A database of its own for one benchmark: on the server that was named, else on a durable one of this run."""

import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.core.management import call_command
from django.db import connections
from psycopg import sql

from estafette.assembly.config import current, database
from estafette.platform.database import place
from estafette.platform.database.cluster import open_cluster


@contextmanager
def scratch(url: str | None) -> Iterator[str]:
    """The address of an empty, migrated database that is dropped at the end; Django is set up on it."""
    with _server(url) as server_url:
        name = f"estafette_bench_{secrets.token_hex(4)}"
        parts = urlsplit(server_url)
        own = urlunsplit(parts._replace(path=f"/{name}"))
        with psycopg.connect(server_url, autocommit=True) as admin:
            admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
            try:
                boot(own)
                call_command("migrate", verbosity=0)
                yield own
            finally:
                connections.close_all()
                admin.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def boot(url: str) -> None:
    """Point Django at a database; processes that a benchmark starts call it too."""
    os.environ["ESTAFETTE_DATABASE_URL"] = url
    current.cache_clear()
    connections.close_all()
    connections.databases["default"].update(database(url, lock_timeout_ms=current().lock_timeout_ms))
    if hasattr(connections._connections, "default"):  # type: ignore[attr-defined]
        del connections["default"]


@contextmanager
def _server(url: str | None) -> Iterator[str]:
    if url:
        yield url
        return
    with tempfile.TemporaryDirectory(prefix="estafette-bench-", ignore_cleanup_errors=True) as folder:
        data_dir = Path(folder)
        data_dir.chmod(0o711)
        with open_cluster(data_dir, durable=True) as server:
            server.start()
            try:
                yield server.place.url()
            finally:
                server.stop()
                place.remove(server.place)
