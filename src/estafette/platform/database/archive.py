"""Backups of a whole database, embedded or outside: written at one moment, proven when they are read.

Beside `x.dump` (pg_dump's custom format) lies `x.dump.manifest.json`: the checksum of the file and the number
of rows of every table, counted in the same snapshot that pg_dump saw.
"""

import hashlib
import os
import subprocess
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from estafette.platform.database.binaries import Binaries
from estafette.platform.database.fault import DatabaseFault

APPLICATION = "estafette"
TABLES = """
SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind = 'r' AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
ORDER BY 1, 2
"""
RELATIONS = """
SELECT count(*) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
"""
SCHEMAS = """
SELECT nspname FROM pg_namespace WHERE nspname NOT LIKE 'pg\\_%' AND nspname <> 'information_schema'
"""
OTHERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND application_name = %s AND pid <> pg_backend_pid()
"""


class Manifest(msgspec.Struct, kw_only=True, frozen=True):
    """What a backup holds. `rows` counts by `schema.table`; `made_at` is ISO 8601, UTC."""

    made_at: str
    postgres: str
    sha256: str
    rows: dict[str, int]


def dump(*, url: str, target: Path, at: datetime, binaries: Binaries) -> Manifest:
    """Write the database at `url` to `target` and its manifest beside it; neither appears before it is whole.

    Raises DatabaseFault when it cannot be read or written.
    """
    if target.exists():
        raise DatabaseFault(f"{target} exists already. Name another file.")
    partial = target.with_name(f".{target.name}.partial")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with psycopg.connect(url) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            snapshot = _one(connection, "SELECT pg_export_snapshot()")
            options = ["--format=custom", "--compress=gzip:4", "--no-owner", "--no-privileges"]
            _tool(binaries, "pg_dump", [*options, f"--snapshot={snapshot}", "-f", str(partial)], url=url)
            manifest = Manifest(
                made_at=at.isoformat(),
                postgres=str(_one(connection, "SHOW server_version")),
                sha256=_sha256(partial),
                rows=_rows(connection),
            )
        _tool(binaries, "pg_restore", ["--list", str(partial)])
        _keep(partial, target, manifest)
    except (psycopg.Error, OSError) as error:
        raise DatabaseFault(f"The backup could not be made: {str(error).strip()}") from error
    finally:
        partial.unlink(missing_ok=True)
    return manifest


def restore(*, url: str, source: Path, force: bool, binaries: Binaries) -> Manifest:
    """Read `source` into the database at `url` in one transaction, then count every table against the manifest.

    Raises DatabaseFault when the file is not whole, the database is not empty (unless `force`, which empties
    it), somebody works on it, or the rows do not add up.
    """
    manifest = read_manifest(source)
    _tool(binaries, "pg_restore", ["--list", str(source)])
    try:
        with psycopg.connect(url, autocommit=True) as connection:
            if _one(connection, OTHERS, APPLICATION):
                raise DatabaseFault("Estafette is working on this database. Stop it first.")
            if _one(connection, RELATIONS) and not force:
                raise DatabaseFault("The database is not empty. Restore into an empty one, or use --force.")
            schemas = [row[0] for row in connection.execute(SCHEMAS).fetchall()]
        script = source.with_name(f".{source.name}.sql")
        try:
            _tool(binaries, "pg_restore", ["--no-owner", "--no-privileges", "-f", str(script), str(source)])
            script.chmod(0o600)
            commands = [part for schema in schemas for part in ("-c", _drop(schema))]
            psql = [
                "--no-psqlrc",
                "--quiet",
                "--single-transaction",
                "-v",
                "ON_ERROR_STOP=1",
                "-o",
                os.devnull,
            ]
            _tool(binaries, "psql", [*psql, *commands, "-c", _PUBLIC, "-f", str(script)], url=url)
        finally:
            script.unlink(missing_ok=True)
        with psycopg.connect(url, autocommit=True) as connection:
            _compare(manifest.rows, _rows(connection))
            connection.execute("ANALYZE")
    except (psycopg.Error, OSError) as error:
        raise DatabaseFault(f"The backup could not be restored: {str(error).strip()}") from error
    return manifest


def read_manifest(source: Path) -> Manifest:
    """The manifest of a backup, its checksum verified. Raises DatabaseFault."""
    try:
        manifest = msgspec.json.decode(_beside(source).read_bytes(), type=Manifest)
        found = _sha256(source)
    except FileNotFoundError as error:
        raise DatabaseFault(f"{error.filename} is missing: a backup is a file and its manifest.") from None
    except msgspec.DecodeError as error:
        raise DatabaseFault(f"{_beside(source)} is not a manifest: {error}") from None
    if found != manifest.sha256:
        raise DatabaseFault(
            f"{source} is not the file that its manifest describes: it is damaged or another one."
        )
    return manifest


_PUBLIC = "CREATE SCHEMA public; GRANT USAGE ON SCHEMA public TO PUBLIC"


def _drop(schema: str) -> str:
    return sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(schema)).as_string(None)


def _compare(wanted: Mapping[str, int], found: Mapping[str, int]) -> None:
    wrong = sorted(name for name in {*wanted, *found} if wanted.get(name) != found.get(name))
    if wrong:
        first = ", ".join(f"{name} ({found.get(name, 0)} of {wanted.get(name, 0)})" for name in wrong[:5])
        raise DatabaseFault(f"Not all rows of the backup are in the database: {first}.")


def _rows(connection: "psycopg.Connection[Any]") -> dict[str, int]:
    counted: dict[str, int] = {}
    for schema, table in connection.execute(TABLES).fetchall():
        query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(schema, table))
        counted[f"{schema}.{table}"] = _one(connection, query)
    return counted


def _one(connection: "psycopg.Connection[Any]", query: Any, *values: Any) -> Any:
    row = connection.execute(query, values or None).fetchone()
    return row[0] if row is not None else None


def _tool(binaries: Binaries, name: str, arguments: list[str], *, url: str = "") -> None:
    """Run one of PostgreSQL's programs; the password goes by the environment, which others cannot read."""
    environ = dict(os.environ)
    if url:
        wanted = conninfo_to_dict(url)
        environ["PGPASSWORD"] = str(wanted.pop("password", "") or environ.get("PGPASSWORD", ""))
        arguments = ["-d", make_conninfo("", **wanted), *arguments]
    done = subprocess.run(
        [binaries.program(name), *arguments], env=environ, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        said = "\n".join(done.stderr.strip().splitlines()[-10:])
        raise DatabaseFault(f"{name} failed. It said:\n{said}")


def _keep(partial: Path, target: Path, manifest: Manifest) -> None:
    """Let both files appear, on disk before they are named."""
    partial.chmod(0o600)
    with partial.open("rb") as file:
        os.fsync(file.fileno())
    text = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
    with _beside(target).open("wb") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    partial.rename(target)


def _beside(source: Path) -> Path:
    return source.with_name(f"{source.name}.manifest.json")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
