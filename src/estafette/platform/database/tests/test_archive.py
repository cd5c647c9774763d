"""Backups of a real server: what went in comes out, all of it or nothing, and damage is noticed."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import psycopg
import pytest

from estafette.platform.database.archive import Manifest, dump, read_manifest, restore
from estafette.platform.database.binaries import Binaries
from estafette.platform.database.cluster import throwaway
from estafette.platform.database.fault import DatabaseFault
from estafette.platform.database.place import SUPERUSER
from estafette.platform.database.server import Server

pytestmark = pytest.mark.slow
AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
TABLES = """
CREATE TABLE shelf (id uuid PRIMARY KEY DEFAULT uuidv7(), name text NOT NULL UNIQUE, paid numeric(18,6));
CREATE TABLE item (shelf uuid REFERENCES shelf, n bigint GENERATED ALWAYS AS IDENTITY, at timestamptz,
                   facts jsonb, PRIMARY KEY (n, at)) PARTITION BY RANGE (at);
CREATE TABLE item_old PARTITION OF item FOR VALUES FROM ('2026-01-01') TO ('2026-02-01');
CREATE TABLE item_new PARTITION OF item FOR VALUES FROM ('2026-02-01') TO ('2026-03-01');
INSERT INTO shelf (name, paid) SELECT 'é' || g, g / 3.0 FROM generate_series(1, 500) g;
INSERT INTO item (shelf, at, facts)
SELECT id, '2026-01-15'::timestamptz + (row_number() OVER (ORDER BY id)) * interval '1 hour', jsonb_build_object('n', name)
FROM shelf;
"""
CONTENT = """
SELECT s.name, s.paid, i.n, i.at, i.facts::text, i.tableoid::regclass::text
FROM item i JOIN shelf s ON s.id = i.shelf ORDER BY i.n
"""


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with throwaway() as running:
        yield running


@pytest.fixture
def databases(server: Server) -> Iterator[tuple[str, str]]:
    """The addresses of a filled database and of an empty one."""
    admin = server.place.url(database="postgres", role=SUPERUSER)
    names = ("filled", "empty")
    with psycopg.connect(admin, autocommit=True) as connection:
        for name in names:
            connection.execute(f"CREATE DATABASE {name} OWNER estafette")
    urls = tuple(server.place.url(database=name) for name in names)
    with psycopg.connect(urls[0], autocommit=True) as connection:
        connection.execute(TABLES)
    yield urls[0], urls[1]
    with psycopg.connect(admin, autocommit=True) as connection:
        for name in names:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def rows(url: str, query: str = CONTENT) -> list[tuple[object, ...]]:
    with psycopg.connect(url) as connection:
        return connection.execute(query).fetchall()


def run(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement)


def backup(url: str, folder: Path, binaries: Binaries) -> Path:
    target = folder / "a backup.dump"
    dump(url=url, target=target, at=AT, binaries=binaries)
    return target


def test_what_was_backed_up_is_there_again(
    server: Server, databases: tuple[str, str], tmp_path: Path
) -> None:
    full, empty = databases
    before = rows(full)
    file = backup(full, tmp_path, server.binaries)
    run(full, "DELETE FROM item")
    manifest = restore(url=empty, source=file, force=False, binaries=server.binaries)
    assert rows(empty) == before
    assert len(before) == 500
    assert manifest.rows == {"public.shelf": 500, "public.item_old": 407, "public.item_new": 93}
    assert manifest.made_at == AT.isoformat()
    # The next number follows the restored ones, and constraints are back.
    run(empty, "INSERT INTO item (at) VALUES ('2026-02-27')")
    assert rows(empty, "SELECT max(n) FROM item") == [(501,)]
    with pytest.raises(psycopg.errors.UniqueViolation):
        run(empty, "INSERT INTO shelf (name) VALUES ('é1')")
    assert [path.name for path in sorted(tmp_path.iterdir())] == [
        "a backup.dump",
        "a backup.dump.manifest.json",
    ]
    assert all(path.stat().st_mode & 0o077 == 0 for path in [file])


def test_a_filled_database_is_refused_and_replaced_only_by_force(
    server: Server, databases: tuple[str, str], tmp_path: Path
) -> None:
    full, other = databases
    file = backup(full, tmp_path, server.binaries)
    run(other, "CREATE TABLE unwanted (n int); INSERT INTO unwanted VALUES (1)")
    with pytest.raises(DatabaseFault, match="not empty"):
        restore(url=other, source=file, force=False, binaries=server.binaries)
    assert rows(other, "SELECT n FROM unwanted") == [(1,)]
    restore(url=other, source=file, force=True, binaries=server.binaries)
    assert rows(other) == rows(full)
    assert rows(other, "SELECT to_regclass('unwanted')") == [(None,)]


def test_a_restore_that_breaks_off_leaves_everything_as_it_was(
    server: Server, databases: tuple[str, str], tmp_path: Path
) -> None:
    full, other = databases
    file = backup(full, tmp_path, server.binaries)
    run(other, "CREATE TABLE wanted (n int); INSERT INTO wanted VALUES (1)")
    broken = tmp_path / "broken"
    broken.mkdir()
    for program in ("psql", "pg_restore"):
        (broken / program).symlink_to(server.binaries.program(program))
    (broken / "pg_restore").unlink()
    # One that hands over a script with a fault near its end.
    (broken / "pg_restore").write_text(
        f'#!/bin/sh\n{server.binaries.program("pg_restore")} "$@" || exit 1\n'
        'while [ $# -gt 0 ]; do [ "$1" = -f ] && echo "SELECT 1/0;" >> "$2"; shift; done\n'
    )
    (broken / "pg_restore").chmod(0o755)
    with pytest.raises(DatabaseFault, match="division by zero"):
        restore(url=other, source=file, force=True, binaries=Binaries(broken))
    assert rows(other, "SELECT n FROM wanted") == [(1,)]
    assert not list(tmp_path.glob(".*"))


def test_a_damaged_file_is_refused_before_anything_happens(
    server: Server, databases: tuple[str, str], tmp_path: Path
) -> None:
    full, other = databases
    file = backup(full, tmp_path, server.binaries)
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    with pytest.raises(DatabaseFault, match="damaged"):
        restore(url=other, source=file, force=False, binaries=server.binaries)
    assert rows(other, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == [(0,)]


def test_rows_that_are_missing_after_a_restore_are_named(
    server: Server, databases: tuple[str, str], tmp_path: Path
) -> None:
    full, other = databases
    file = backup(full, tmp_path, server.binaries)
    manifest = read_manifest(file)
    more = msgspec.structs.replace(manifest, rows={**manifest.rows, "public.shelf": 501})
    file.with_name(f"{file.name}.manifest.json").write_bytes(msgspec.json.encode(more))
    with pytest.raises(DatabaseFault, match=r"public\.shelf \(500 of 501\)"):
        restore(url=other, source=file, force=False, binaries=server.binaries)


def test_nothing_is_restored_under_a_working_estafette(
    server: Server, databases: tuple[str, str], tmp_path: Path
) -> None:
    full, other = databases
    file = backup(full, tmp_path, server.binaries)
    with (
        psycopg.connect(other, application_name="estafette"),
        pytest.raises(DatabaseFault, match="Stop it first"),
    ):
        restore(url=other, source=file, force=True, binaries=server.binaries)


def test_the_manifest_counts_what_the_dump_saw_while_others_write(
    server: Server, databases: tuple[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full, other = databases
    slow = tmp_path / "slow"
    slow.mkdir()
    for program in ("pg_restore", "psql"):
        (slow / program).symlink_to(server.binaries.program(program))
    # Between the snapshot and the dump, and between the dump and the count, somebody writes.
    insert = f"{server.binaries.program('psql')} -q -d '{full}' -c \"INSERT INTO shelf (name) VALUES (uuidv7()::text)\""
    (slow / "pg_dump").write_text(
        f'#!/bin/sh\n{insert} || exit 1\n{server.binaries.program("pg_dump")} "$@" || exit 1\n{insert}\n'
    )
    (slow / "pg_dump").chmod(0o755)
    file = tmp_path / "b.dump"
    manifest = dump(url=full, target=file, at=AT, binaries=Binaries(slow))
    assert rows(full, "SELECT count(*) FROM shelf") == [(502,)]
    assert manifest.rows["public.shelf"] == 500
    restore(url=other, source=file, force=False, binaries=server.binaries)
    assert rows(other, "SELECT count(*) FROM shelf") == [(500,)]


def test_an_existing_file_is_never_overwritten_and_a_failed_backup_leaves_none(
    server: Server, databases: tuple[str, str], tmp_path: Path
) -> None:
    file = backup(databases[0], tmp_path, server.binaries)
    before = file.read_bytes()
    with pytest.raises(DatabaseFault, match="exists already"):
        backup(databases[0], tmp_path, server.binaries)
    assert file.read_bytes() == before
    with pytest.raises(DatabaseFault, match="does not exist"):
        dump(url=server.place.url(database="none"), target=tmp_path / "c", at=AT, binaries=server.binaries)
    assert not (tmp_path / "c").exists()


def test_a_manifest_is_asked_for(tmp_path: Path) -> None:
    (tmp_path / "x.dump").write_bytes(b"x")
    with pytest.raises(DatabaseFault, match=r"x\.dump\.manifest\.json is missing"):
        read_manifest(tmp_path / "x.dump")
    (tmp_path / "x.dump.manifest.json").write_bytes(b"{}")
    with pytest.raises(DatabaseFault, match="not a manifest"):
        read_manifest(tmp_path / "x.dump")
    assert Manifest.__struct_fields__ == ("made_at", "postgres", "sha256", "rows")
