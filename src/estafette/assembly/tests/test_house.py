"""The whole house, really started: parts are killed and come back, Ctrl-C ends it cleanly, the data stays."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from estafette.platform.database.place import locate

pytestmark = pytest.mark.slow
COMMAND = [sys.executable, "-m", "estafette.assembly.cli"]


def environ() -> dict[str, str]:
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("ESTAFETTE_", "DATABASE_URL"))}
    return {
        **kept,
        "ESTAFETTE_WEB_WORKERS": "1",
        "ESTAFETTE_WEB_THREADS": "4",
        "ESTAFETTE_LOG_FORMAT": "json",
    }


def until(what: Callable[[], Any], seconds: float = 60) -> Any:
    end = time.monotonic() + seconds
    while True:
        found = what()
        if found:
            return found
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.1)


def processes(word: str) -> dict[int, int]:
    """Living processes whose command line holds `word`: number → parent."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                state, parent = (entry / "stat").read_text().rsplit(")", 1)[1].split()[:2]
            except OSError:
                continue
            if word in line and state != "Z":
                found[int(entry.name)] = int(parent)
    return found


def run(*arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [*COMMAND, *arguments], env=environ(), capture_output=True, text=True, check=False, timeout=120
    )


class House:
    """One running `estafette up`."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = data_dir
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.log = (data_dir.parent / f"{data_dir.name}-{self.port}.log").open("w+b")
        self.process = subprocess.Popen(
            [*COMMAND, "up", "--json", "--data-dir", str(data_dir), "--port", str(self.port)],
            env=environ(),
            stdout=subprocess.PIPE,
            stderr=self.log,
            # As a terminal has it: Ctrl-C goes to the whole group.
            start_new_session=True,
            text=True,
        )
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, self.said()
        self.address = json.loads(line)["address"]

    def said(self) -> str:
        self.log.flush()
        return Path(self.log.name).read_text()

    def get(self, path: str) -> int:
        try:
            with urllib.request.urlopen(f"{self.address}{path}", timeout=10) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def ready(self) -> bool:
        return self.get("health/ready") == 200

    def child(self, name: str) -> int | None:
        own = [
            pid
            for pid, parent in processes(f"estafette.assembly.cli {name}").items()
            if parent == self.process.pid
        ]
        return own[0] if own else None

    def database(self) -> int:
        return int((locate(self.data_dir).data / "postmaster.pid").read_text().split("\n")[0])

    def workers_alive(self) -> int:
        query = "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '15 s'"
        return int(self.ask(query)[0][0])

    def ask(self, query: str) -> list[Any]:
        try:
            with psycopg.connect(locate(self.data_dir).url(), autocommit=True) as connection:
                cursor = connection.execute(query)
                return cursor.fetchall() if cursor.description else []
        except psycopg.OperationalError:
            return [(0,)]

    def end(self, how: int) -> int:
        os.killpg(self.process.pid, how)
        return self.process.wait(60)


@pytest.fixture(scope="module")
def data_dir() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="estafette-house-"))
    folder.chmod(0o711)
    yield folder / "data"
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def house(data_dir: Path) -> Iterator[House]:
    running = House(data_dir)
    yield running
    if running.process.poll() is None:
        running.end(signal.SIGKILL)
        until(lambda: not processes(str(data_dir)))
    running.log.close()


def test_it_serves_works_and_ends_cleanly_on_ctrl_c(house: House) -> None:
    assert house.ready()
    assert house.get("health/live") == 200
    assert house.get("metrics") == 200
    until(house.workers_alive)
    assert house.end(signal.SIGINT) == 0, house.said()
    assert "Stopped. The data stays." in house.said()
    assert processes(str(house.data_dir)) == {}
    assert not (locate(house.data_dir).data / "postmaster.pid").exists()


def test_parts_that_are_killed_come_back_and_the_data_is_there(house: House) -> None:
    house.ask("CREATE TABLE kept AS SELECT 42 AS n")
    for name in ("web", "worker"):
        before = until(lambda name=name: house.child(name))  # type: ignore[misc]
        os.kill(before, signal.SIGKILL)
        until(lambda name=name, before=before: house.child(name) not in (None, before))  # type: ignore[misc]
    until(house.ready)
    old = house.database()
    os.kill(old, signal.SIGKILL)
    until(lambda: house.ask("SELECT 1") == [(1,)] and house.database() != old)
    until(house.ready)
    assert house.ask("SELECT n FROM kept") == [(42,)]
    until(house.workers_alive)
    for event in ("web ended (killed by SIGKILL)", "worker 1 started again", "the database is back"):
        until(lambda event=event: event in house.said())  # type: ignore[misc]
    assert house.end(signal.SIGTERM) == 0


def test_a_worker_process_of_the_web_server_that_is_killed_comes_back(house: House) -> None:
    web = until(lambda: house.child("web"))

    def served_by() -> set[int]:
        return {pid for pid, parent in processes("").items() if parent == web}

    before = until(served_by)
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    until(lambda: served_by() - before)
    until(house.ready)
    assert house.child("web") == web


def test_a_second_one_is_refused_in_words_and_a_backup_is_not(house: House, tmp_path: Path) -> None:
    second = run("up", "--data-dir", str(house.data_dir))
    assert second.returncode == 1
    assert f"already running on the data in {house.data_dir} (process {house.process.pid})" in second.stderr
    house.ask("CREATE TABLE IF NOT EXISTS counted AS SELECT generate_series(1, 1000) AS n")
    file = str(tmp_path / "b.dump")
    backup = run("backup", file, "--json", "--data-dir", str(house.data_dir))
    assert json.loads(backup.stdout)["rows"] > 1000, backup.stderr
    refused = run("restore", file, "--force", "--data-dir", str(house.data_dir))
    assert refused.returncode == 1
    assert "already running" in refused.stderr

    new = house.data_dir.parent / "restored"
    restored = run("restore", file, "--json", "--data-dir", str(new))
    assert json.loads(restored.stdout)["rows"] == json.loads(backup.stdout)["rows"], restored.stderr
    again = run("restore", file, "--data-dir", str(new))
    assert "not empty" in again.stderr
    report = run("doctor", "--json", "--data-dir", str(new))
    assert json.loads(report.stdout)["ok"] is True, report.stdout
    other = House(new)
    assert other.ready()
    assert other.ask("SELECT count(*) FROM counted") == [(1000,)]
    assert other.end(signal.SIGINT) == 0


def test_nothing_is_left_when_the_supervisor_itself_is_killed_and_the_next_start_takes_seconds(
    house: House,
) -> None:
    house.ask("CREATE TABLE last AS SELECT 7 AS n")
    house.process.kill()
    house.process.wait()
    until(lambda: not processes(str(house.data_dir)))
    until(lambda: not processes(f":{house.port}"))
    began = time.monotonic()
    next_one = House(house.data_dir)
    assert time.monotonic() - began < 20
    assert next_one.ask("SELECT n FROM last") == [(7,)]
    assert next_one.end(signal.SIGINT) == 0


def test_a_start_that_is_interrupted_leaves_nothing_running(data_dir: Path) -> None:
    new = data_dir.parent / "interrupted"
    process = subprocess.Popen(
        [*COMMAND, "up", "--data-dir", str(new)], env=environ(), stderr=subprocess.PIPE, text=True
    )
    until(lambda: (new / "postgres" / "data" / "postmaster.pid").exists())
    process.terminate()
    _, said = process.communicate(timeout=60)
    assert process.returncode in (0, 130)
    assert "Interrupted." in said or "Stopped." in said
    until(lambda: not processes(str(new)))
    assert not (new / "postgres" / "data" / "postmaster.pid").exists()
