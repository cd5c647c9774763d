"""The server's settings follow the machine, and what must hold always holds."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estafette.platform.database import conf

SOCKET, LOG = Path("/run/x"), Path("/log/x")


def of(memory: int, cpus: int = 4, shm: int = 64, *, durable: bool = True) -> dict[str, str]:
    return conf.settings(conf.Size(memory, cpus, shm), socket=SOCKET, log=LOG, durable=durable)


@given(memory=st.integers(256, 4_000_000), cpus=st.integers(1, 512), shm=st.integers(0, 2_000_000))
def test_every_commit_is_durable_on_every_machine(memory: int, cpus: int, shm: int) -> None:
    values = of(memory, cpus, shm)
    assert values["fsync"] == values["synchronous_commit"] == values["full_page_writes"] == "on"
    assert values["listen_addresses"] == ""
    shared, cache = (
        int(values[name].removesuffix("MB")) for name in ("shared_buffers", "effective_cache_size")
    )
    assert 64 <= shared <= max(64, memory // 5)
    assert cache >= shared // 2


def test_only_a_throwaway_server_gives_up_durability() -> None:
    values = of(8192, durable=False)
    assert {values[name] for name in ("fsync", "synchronous_commit", "full_page_writes")} == {"off"}


def test_nothing_personal_is_logged() -> None:
    values = of(8192)
    assert values["log_statement"] == "none"
    assert values["log_min_error_statement"] == "panic"
    assert values["log_error_verbosity"] == "terse"
    assert values["log_parameter_max_length"] == values["log_parameter_max_length_on_error"] == "0"


@pytest.mark.parametrize(("shm", "kind"), [(64, "sysv"), (0, "sysv"), (4096, "posix")])
def test_a_container_with_little_shared_memory_can_still_run_parallel_queries(shm: int, kind: str) -> None:
    assert of(8192, shm=shm)["dynamic_shared_memory_type"] == kind


def test_quotes_and_backslashes_in_a_path_stay_one_value() -> None:
    text = conf.render({"log_directory": "/it's\\here"})
    assert "log_directory = '/it''s\\\\here'" in text
    assert "include_if_exists = '../local.conf'" in text
