"""One owner at a time, and a dead owner owns nothing."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from estafette.platform.database.lock import DataLock, Taken, holder

HOLD = """
import sys, time
from pathlib import Path
from estafette.platform.database.lock import DataLock
lock = DataLock(Path(sys.argv[1])).take()
print("taken", flush=True)
time.sleep(60)
"""


def other(folder: Path) -> "subprocess.Popen[str]":
    child = subprocess.Popen([sys.executable, "-c", HOLD, str(folder)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "taken\n"
    return child


def test_a_second_process_is_refused_and_learns_who_has_it(tmp_path: Path) -> None:
    child = other(tmp_path)
    try:
        assert holder(tmp_path) == child.pid
        with pytest.raises(Taken) as refused:
            DataLock(tmp_path).take()
        assert refused.value.pid == child.pid
    finally:
        child.kill()
        child.wait()


def test_a_killed_owner_gives_it_back(tmp_path: Path) -> None:
    child = other(tmp_path)
    child.send_signal(signal.SIGKILL)
    child.wait()
    assert holder(tmp_path) is None
    with DataLock(tmp_path):
        assert (tmp_path / "lock").read_text().strip() == str(os.getpid())


def test_nobody_owns_a_new_folder_and_asking_leaves_no_trace(tmp_path: Path) -> None:
    assert holder(tmp_path) is None
    assert list(tmp_path.iterdir()) == []
