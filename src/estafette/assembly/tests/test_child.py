"""Children that die are started again, with growing pauses; asked to end, they do, with all they began."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from estafette.assembly.processes import child as children
from estafette.assembly.processes.child import Child, Spec, ending
from estafette.assembly.processes.supervisor import Supervisor, interruptible, stop_on_signal


def script(text: str) -> Spec:
    return Spec("part", [sys.executable, "-c", text])


SLEEPER = script("import time; time.sleep(60)")


def until(what: Callable[[], object], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


def test_a_killed_child_is_started_again() -> None:
    child = Child(SLEEPER)
    child.start()
    first = child.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    until(lambda: child.pid is None)
    assert child.tend() == "part ended (killed by SIGKILL); again in 0.5 s"
    assert child.tend() is None
    until(lambda: child.tend() == "part started again")
    assert child.pid not in (None, first)
    assert child.restarts == 1
    child.ask_to_end()
    assert child.wait_end(time.monotonic() + 10)
    assert child.pid is None


def test_the_pauses_of_a_child_that_dies_at_once_grow() -> None:
    child = Child(script("raise SystemExit(3)"))
    said: list[str] = []
    child.start()
    for _ in range(3):
        until(lambda: child.process is not None and child.process.poll() is not None)
        text = child.tend()
        assert text is not None
        said.append(text)
        child._due = time.monotonic()
        assert child.tend() == "part started again"
    assert [text.split("; ")[1] for text in said] == ["again in 0.5 s", "again in 1 s", "again in 2 s"]
    assert "exit code 3" in said[0]
    child.wait_end(time.monotonic() + 10)


def test_a_child_that_has_lived_well_is_started_again_soon() -> None:
    child = Child(SLEEPER)
    child._pause = 16.0
    child.start()
    child._born -= children.WELL_AFTER
    assert child.pid is not None
    os.kill(child.pid, signal.SIGKILL)
    until(lambda: child.pid is None)
    assert child.tend() == "part ended (killed by SIGKILL); again in 0.5 s"


def test_what_a_dead_child_began_is_ended_too(tmp_path: Path) -> None:
    grandchild = tmp_path / "pid"
    text = (
        "import subprocess, sys, time\n"
        "p = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        f"open({str(grandchild)!r}, 'w').write(str(p.pid))\n"
        "time.sleep(60)\n"
    )
    child = Child(script(text))
    child.start()
    until(lambda: grandchild.exists() and grandchild.read_text())
    assert child.pid is not None
    os.kill(child.pid, signal.SIGKILL)
    until(lambda: child.pid is None)
    child.tend()
    until(lambda: not lives(int(grandchild.read_text())))


def lives(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_a_child_that_does_not_listen_is_forced_to_end() -> None:
    child = Child(
        script("import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(); time.sleep(60)")
    )
    child.start()
    time.sleep(0.5)
    child.ask_to_end()
    assert not child.wait_end(time.monotonic() + 0.5)
    assert child.pid is None


def test_the_supervisor_revives_and_stops_all() -> None:
    supervisor = Supervisor(server=None, specs=[SLEEPER, SLEEPER])
    supervisor.start()
    stop = threading.Event()
    running = threading.Thread(target=supervisor.run, kwargs={"stop": stop})
    running.start()
    pids = [child.pid for child in supervisor.children]
    assert pids[0] is not None
    os.kill(pids[0], signal.SIGKILL)
    until(lambda: supervisor.children[0].pid not in (None, pids[0]))
    assert supervisor.children[1].pid == pids[1]
    stop.set()
    running.join(5)
    assert supervisor.stop()
    assert [child.pid for child in supervisor.children] == [None, None]


def test_a_signal_sets_the_event_and_the_old_handlers_come_back() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with stop_on_signal() as stop:
        os.kill(os.getpid(), signal.SIGTERM)
        assert stop.wait(5)
    assert signal.getsignal(signal.SIGTERM) is before


def test_before_anything_runs_a_polite_end_interrupts() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(KeyboardInterrupt), interruptible():
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(5)
    assert signal.getsignal(signal.SIGTERM) is before


def test_endings_in_words() -> None:
    assert ending(-9) == "killed by SIGKILL"
    assert ending(2) == "exit code 2"
