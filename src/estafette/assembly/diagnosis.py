"""What the doctor looks at: the machine first, then the database, then the work that is done in it."""

import os
import platform
import socket
import stat
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Literal

import msgspec
import psycopg
from django.db import DatabaseError, connection

from estafette.assembly.config import Config
from estafette.assembly.health import unapplied
from estafette.platform.database import machine
from estafette.platform.database.binaries import bundled
from estafette.platform.database.fault import DatabaseFault
from estafette.platform.database.inspect import OLDEST, ServerFacts, ask

State = Literal["ok", "warning", "fault"]
LOW_DISK_MIB = 2048
NO_DISK_MIB = 512
CLOCK_SECONDS = 2.0
HEARTBEAT_SECONDS = 60
WORK = """
SELECT count(*) FILTER (WHERE w.last_heartbeat > now() - make_interval(secs => %s)),
       (SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo' AND coalesce(scheduled_at, now()) <= now()),
       (SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed')
FROM procrastinate_workers w
"""


class Finding(msgspec.Struct, kw_only=True, frozen=True):
    """One thing that was looked at: what was found in words, and what to do when it is not well."""

    name: str
    state: State
    words: str
    remedy: str = ""


def examine_machine(config: Config) -> Iterator[Finding]:
    """Python, programs, data directory, disk, memory, port: all that can be seen without a database."""
    yield _python()
    yield _programs()
    yield from _data_dir(config.data_dir)
    yield _disk(config.data_dir)
    yield Finding(
        name="memory", state="ok", words=f"{machine.memory_mib():,} MiB, {machine.cpus()} processors"
    )
    yield _port(config)


def examine_database(url: str, config: Config, at: datetime) -> Iterator[Finding]:
    """The server, its settings, its room for connections, its clock."""
    try:
        facts = ask(url)
    except psycopg.Error as error:
        words = str(error).strip().splitlines()[0]
        remedy = "Is the address right, and the server running?"
        yield Finding(name="database", state="fault", words=words, remedy=remedy)
        return
    size = f"PostgreSQL {facts.version_text}, {facts.size_bytes / 1e6:,.0f} MB stored"
    if facts.version < OLDEST:
        yield Finding(name="database", state="fault", words=size, remedy="PostgreSQL 18 or newer is needed.")
        return
    yield Finding(name="database", state="ok", words=size)
    yield _settings(facts)
    yield _connections(facts, config)
    yield _clock(facts, at)


def examine_work() -> Iterator[Finding]:
    """Migrations, workers, jobs. Needs Django, and a database that answers."""
    try:
        missing = unapplied()
        if missing:
            words = f"{len(missing)} are not applied, the first is {missing[0]}"
            yield Finding(name="migrations", state="fault", words=words, remedy="Run `estafette migrate`.")
            return
        yield Finding(name="migrations", state="ok", words="all applied")
        yield from _workers()
    except DatabaseError as error:
        words = str(error).strip().splitlines()[0]
        yield Finding(
            name="migrations", state="fault", words=words, remedy="See the finding on the database."
        )


def _python() -> Finding:
    words = f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"
    return Finding(name="python", state="ok", words=words)


def _programs() -> Finding:
    try:
        return Finding(name="programs", state="ok", words=str(bundled().folder))
    except DatabaseFault as fault:
        return Finding(name="programs", state="warning", words=str(fault))


def _data_dir(folder: Path) -> Iterator[Finding]:
    if not folder.exists():
        yield Finding(name="data", state="ok", words=f"{folder} does not exist yet; the first start makes it")
        return
    if not os.access(folder, os.W_OK | os.X_OK):
        remedy = "Start as its owner, or choose another --data-dir."
        yield Finding(name="data", state="fault", words=f"{folder} is not writable for you", remedy=remedy)
        return
    yield Finding(name="data", state="ok", words=str(folder))
    key = folder / "secret.key"
    if key.exists() and stat.S_IMODE(key.stat().st_mode) & 0o077:
        remedy = f"Run: chmod 600 {key}"
        yield Finding(name="secret key", state="fault", words="others may read secret.key", remedy=remedy)


def _disk(folder: Path) -> Finding:
    free = machine.free_mib(folder)
    words = f"{free / 1024:,.1f} GiB free for {folder}"
    if free < NO_DISK_MIB:
        return Finding(
            name="disk", state="fault", words=words, remedy="Make room now: a full disk stops everything."
        )
    if free < LOW_DISK_MIB:
        return Finding(name="disk", state="warning", words=words, remedy="Make room soon.")
    return Finding(name="disk", state="ok", words=words)


def _port(config: Config) -> Finding:
    """Nobody on the port is well, Estafette itself is well, anybody else is not."""
    host = "127.0.0.1" if config.host in ("0.0.0.0", "::", "") else config.host
    where = f"{host}:{config.port}"
    try:
        with socket.create_connection((host, config.port), timeout=2):
            pass
    except OSError:
        return Finding(name="port", state="ok", words=f"{where} is free")
    try:
        with urllib.request.urlopen(f"http://{where}/health/ready", timeout=5) as answer:
            return Finding(
                name="port", state="ok", words=f"Estafette serves on {where}: {answer.status}, ready"
            )
    except urllib.error.HTTPError as error:
        if error.code == 503 and error.headers.get("X-Request-ID"):
            remedy = "See the findings on the database and the migrations."
            return Finding(
                name="port", state="fault", words=f"{where} serves but is not ready", remedy=remedy
            )
    except OSError:
        pass
    remedy = "Choose another port with --port or ESTAFETTE_PORT."
    return Finding(name="port", state="warning", words=f"{where} is taken by something else", remedy=remedy)


def _settings(facts: ServerFacts) -> Finding:
    weak = facts.weak()
    if weak:
        remedy = "Change them in the server's postgresql.conf: what was answered may be lost in a power cut."
        return Finding(name="durability", state="fault", words="; ".join(weak), remedy=remedy)
    return Finding(name="durability", state="ok", words="every commit is on disk, pages carry checksums")


def _connections(facts: ServerFacts, config: Config) -> Finding:
    """Every thread of every web worker may hold one, every worker a dozen."""
    wanted = config.web_workers * config.web_threads + config.workers * (config.worker_concurrency + 6) + 10
    words = f"{facts.connections} of {facts.max_connections} in use, this configuration may need {wanted}"
    if wanted > facts.max_connections:
        remedy = "Lower ESTAFETTE_WEB_THREADS or ESTAFETTE_WEB_WORKERS, or raise max_connections."
        return Finding(name="connections", state="warning", words=words, remedy=remedy)
    return Finding(name="connections", state="ok", words=words)


def _clock(facts: ServerFacts, at: datetime) -> Finding:
    """How far the clock of this machine is from the database's; the round trip counts in."""
    apart = abs((facts.now - at).total_seconds())
    words = f"{apart:.2f} s from the database's"
    if apart > CLOCK_SECONDS:
        return Finding(
            name="clock", state="fault", words=words, remedy="Let both machines follow a time server."
        )
    return Finding(name="clock", state="ok", words=words)


def _workers() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute(WORK, [HEARTBEAT_SECONDS])
        row = cursor.fetchone()
    alive, waiting, failed = row if row is not None else (0, 0, 0)
    if alive:
        yield Finding(name="workers", state="ok", words=f"{alive} at work, {waiting} jobs due")
    else:
        remedy = "Start one with `estafette up` or `estafette worker`."
        yield Finding(
            name="workers", state="warning", words=f"none at work, {waiting} jobs due", remedy=remedy
        )
    if failed:
        remedy = "Their reasons are in the workers' logs."
        yield Finding(name="jobs", state="warning", words=f"{failed} failed for good", remedy=remedy)
