"""A real server: started, killed, started again, left alone, taken over, stopped."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from estafette.platform.database import binaries, place
from estafette.platform.database.cluster import open_cluster
from estafette.platform.database.fault import DatabaseFault
from estafette.platform.database.inspect import ask
from estafette.platform.database.osuser import OsUser
from estafette.platform.database.stale import _lives, left_running

pytestmark = pytest.mark.slow

ABANDON = """
import os, signal, sys
from pathlib import Path
from estafette.platform.database import server
from estafette.platform.database.cluster import open_cluster
server._stop_with_parent = lambda: None
with open_cluster(Path(sys.argv[1])) as running:
    running.start()
    print(running.process.pid, flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def data_dir() -> Iterator[Path]:
    """A data directory that the server's OS user can reach."""
    folder = Path(tempfile.mkdtemp(prefix="estafette-"))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


def wait_for(what: object, seconds: float = 20) -> None:
    until = time.monotonic() + seconds
    while not what():  # type: ignore[operator]
        assert time.monotonic() < until, "it did not happen"
        time.sleep(0.05)


def test_a_new_server_is_durable_checked_unprivileged_and_off_the_network(data_dir: Path) -> None:
    with open_cluster(data_dir) as server:
        server.start()
        facts = ask(server.place.url())
        assert facts.version >= 180000
        assert facts.weak() == []
        assert server.process is not None
        assert Path(f"/proc/{server.process.pid}").stat().st_uid != 0
        with psycopg.connect(server.place.url()) as connection:
            one = connection.execute(
                """SELECT current_setting('listen_addresses'), datlocprovider::text, datlocale, current_user::text,
                          (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)
                   FROM pg_database WHERE datname = current_database()"""
            ).fetchone()
        assert one == ("", "b", "C.UTF-8", "estafette", False)
        assert server.place.socket.stat().st_mode & 0o077 == 0
        assert server.stop()
    assert not (data_dir / "postgres/data/postmaster.pid").exists()


def test_every_commit_before_a_kill_is_there_after_it(data_dir: Path) -> None:
    with open_cluster(data_dir) as server:
        server.start()
        url = server.place.url()
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE TABLE kept (n int PRIMARY KEY)")
        committed: list[int] = []

        def write() -> None:
            with psycopg.connect(url, autocommit=True) as connection:
                for number in range(1_000_000):
                    try:
                        connection.execute("INSERT INTO kept VALUES (%s)", [number])
                    except psycopg.OperationalError:
                        return
                    committed.append(number)

        writer = threading.Thread(target=write)
        writer.start()
        wait_for(lambda: len(committed) > 200)
        assert server.process is not None
        os.kill(server.process.pid, signal.SIGKILL)
        writer.join(20)
        assert not writer.is_alive()
        wait_for(lambda: not server.alive())
        server.start()
        with psycopg.connect(url) as connection:
            found = {row[0] for row in connection.execute("SELECT n FROM kept").fetchall()}
        # The one under way may have been committed without its answer; none that was answered may be missing.
        assert set(committed) <= found
        assert len(found) - len(committed) <= 1


def test_a_second_owner_is_refused_in_words(data_dir: Path) -> None:
    with (
        open_cluster(data_dir),
        pytest.raises(DatabaseFault, match=f"already running on the data in .*process {os.getpid()}"),
        open_cluster(data_dir),
    ):
        pass


def test_a_server_left_running_by_a_killed_supervisor_is_stopped_and_its_data_kept(data_dir: Path) -> None:
    abandoned = subprocess.run(
        [sys.executable, "-c", ABANDON, str(data_dir)], stdout=subprocess.PIPE, text=True, check=False
    )
    assert abandoned.returncode == -signal.SIGKILL
    old = int(abandoned.stdout)
    with open_cluster(data_dir) as server:
        assert left_running(server.place) == old
        server.start()
        assert server.process is not None
        assert left_running(server.place) == server.process.pid != old
        assert not _lives(old)
        with psycopg.connect(server.place.url()) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's farewell to children is Linux's")
def test_the_server_stops_cleanly_when_its_supervisor_is_killed(data_dir: Path) -> None:
    script = ABANDON.replace("server._stop_with_parent = lambda: None\n", "")
    ended = subprocess.run(
        [sys.executable, "-c", script, str(data_dir)], stdout=subprocess.PIPE, text=True, check=False
    )
    pid_file = data_dir / "postgres/data/postmaster.pid"
    wait_for(lambda: not pid_file.exists())
    assert int(ended.stdout) > 0


def test_the_number_of_a_dead_server_that_now_means_another_process_is_no_obstacle(data_dir: Path) -> None:
    with open_cluster(data_dir) as server:
        server.start()
        lines = (server.place.data / "postmaster.pid").read_text().split("\n")
        assert server.process is not None
        os.kill(server.process.pid, signal.SIGKILL)
        wait_for(lambda: not server.alive())
        # Of the same OS user, as numbers are used again after a restart of a container.
        innocent = subprocess.Popen(["sleep", "60"], **server.place.user.popen())
        try:
            (server.place.data / "postmaster.pid").write_text("\n".join([str(innocent.pid), *lines[1:]]))
            server.start()
            assert server.alive()
            assert innocent.poll() is None
        finally:
            innocent.kill()
            innocent.wait()


def test_a_server_that_cannot_start_says_why(data_dir: Path) -> None:
    with open_cluster(data_dir) as server:
        server.start()
        server.stop()
        (server.place.home / "local.conf").write_text("shared_buffers = 'nonsense'\n")
        with pytest.raises(DatabaseFault, match="shared_buffers"):
            server.start()


def test_data_of_another_major_version_is_refused_in_words(data_dir: Path) -> None:
    with open_cluster(data_dir) as server:
        server.place.data.mkdir()
        (server.place.data / "PG_VERSION").write_text("17\n")
        with pytest.raises(DatabaseFault, match=r"PostgreSQL 17, this is 18"):
            server.start()


def test_a_start_that_takes_long_tells_so_and_can_be_given_up(data_dir: Path) -> None:
    told: list[float] = []
    stop = threading.Event()

    def waiting(seconds: float) -> None:
        told.append(seconds)
        stop.set()

    with open_cluster(data_dir) as server:
        # Held still, the server is like one in a long recovery: alive, and not answering.
        begin = server._launch

        def held() -> "subprocess.Popen[bytes]":
            process = begin()
            process.send_signal(signal.SIGSTOP)
            threading.Timer(3, process.send_signal, [signal.SIGCONT]).start()
            return process

        server._launch = held  # type: ignore[method-assign]
        with pytest.raises(DatabaseFault, match="interrupted"):
            server.start(stop=stop, waiting=waiting)
        assert told
        assert not server.alive()


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root")
def test_programs_that_the_server_cannot_run_where_they_lie_are_copied(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden = Path(tempfile.mkdtemp(prefix="estafette-hidden-"))
    installed = binaries._site()
    for name in (binaries.INSTALL, binaries.LIBRARIES):
        shutil.copytree(installed / name, hidden / name, symlinks=True)
    monkeypatch.setattr(binaries, "_site", lambda: hidden)
    where = place.locate(data_dir)
    try:
        assert not OsUser(where.user.name, where.user.uid, where.user.gid, switch=True).can("x", hidden)
        found = binaries.runnable(where.user, home=where.home)
        assert found.folder.is_relative_to(where.home)
        with open_cluster(data_dir) as server:
            server.start()
            assert ask(server.place.url()).version >= 180000
    finally:
        shutil.rmtree(hidden)
