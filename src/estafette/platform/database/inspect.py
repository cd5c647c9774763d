"""How a PostgreSQL server, embedded or outside, is set up: what must hold so that nothing is lost."""

from dataclasses import dataclass
from datetime import datetime

import psycopg

WANTED = {
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "data_checksums": "on",
    "autovacuum": "on",
}
OLDEST = 180000


@dataclass(frozen=True, slots=True)
class ServerFacts:
    """What a server says about itself. `version` is `server_version_num`; `settings` as SHOW gives them."""

    version: int
    version_text: str
    settings: dict[str, str]
    max_connections: int
    connections: int
    size_bytes: int
    now: datetime

    def weak(self) -> list[str]:
        """Settings that endanger what is stored, as `name is value, should be wanted`."""
        return [
            f"{name} is {self.settings.get(name, 'unknown')}, should be {wanted}"
            for name, wanted in WANTED.items()
            # remote_apply promises more than “on”.
            if self.settings.get(name)
            not in (wanted, "remote_apply" if name == "synchronous_commit" else wanted)
        ]


def ask(url: str) -> ServerFacts:
    """The facts of the server at `url`. Raises psycopg.Error when it cannot be asked."""
    with psycopg.connect(url, autocommit=True, connect_timeout=10) as connection:
        rows = connection.execute(
            "SELECT name, setting FROM pg_settings WHERE name = ANY(%s)", [[*WANTED, "max_connections"]]
        ).fetchall()
        settings = {str(name): str(value) for name, value in rows}
        row = connection.execute(
            """SELECT current_setting('server_version_num')::int, current_setting('server_version'),
                      (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'),
                      pg_database_size(current_database()), clock_timestamp()"""
        ).fetchone()
        if row is None:
            raise psycopg.DataError("the server gave no answer")
        number, text, connections, size, now = row
    return ServerFacts(
        version=number,
        version_text=text,
        settings=settings,
        max_connections=int(settings["max_connections"]),
        connections=connections,
        size_bytes=size,
        now=now,
    )
