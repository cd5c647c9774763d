"""The memory of a process is bounded in age and size, and forgets at once when told."""

import pytest

from estafette.platform import recent
from estafette.platform.recent import Recent


class Source:
    """A thing to read from that counts how often it is asked."""

    def __init__(self, **values: int) -> None:
        self.values = values
        self.asked: list[list[str]] = []

    def read(self, keys: list[str]) -> dict[str, int]:
        self.asked.append(keys)
        return {key: self.values[key] for key in keys if key in self.values}


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    moment = [100.0]
    monkeypatch.setattr("estafette.platform.recent.time.monotonic", lambda: moment[0])
    return moment


def test_a_value_is_read_once_while_it_is_fresh_and_again_when_it_is_old(clock: list[float]) -> None:
    memory: Recent[str, int] = Recent(seconds=2.0, most=10)
    source = Source(a=1)
    assert memory.get(["a"], source.read) == {"a": 1}
    clock[0] += 1.99
    source.values["a"] = 2
    assert memory.get(["a"], source.read) == {"a": 1}
    clock[0] += 0.02
    assert memory.get(["a"], source.read) == {"a": 2}
    assert source.asked == [["a"], ["a"]]


def test_what_was_not_found_is_asked_again(clock: list[float]) -> None:
    memory: Recent[str, int] = Recent(seconds=2.0, most=10)
    source = Source(a=1)
    assert memory.get(["a", "b"], source.read) == {"a": 1}
    source.values["b"] = 7
    assert memory.get(["a", "b"], source.read) == {"a": 1, "b": 7}
    assert source.asked == [["a", "b"], ["b"]]


def test_forgetting_while_a_read_is_under_way_wins(clock: list[float]) -> None:
    memory: Recent[str, int] = Recent(seconds=2.0, most=10)

    def read(keys: list[str]) -> dict[str, int]:
        memory.forget()
        return dict.fromkeys(keys, 1)

    assert memory.get(["a"], read) == {"a": 1}
    source = Source(a=2)
    assert memory.get(["a"], source.read) == {"a": 2}


def test_it_never_holds_more_than_it_may(clock: list[float]) -> None:
    memory: Recent[str, int] = Recent(seconds=2.0, most=3)
    source = Source(**{f"k{n}": n for n in range(10)})
    for n in range(10):
        memory.get([f"k{n}"], source.read)
        assert len(memory._known) <= 3


def test_all_memories_are_emptied_together(clock: list[float]) -> None:
    memory: Recent[str, int] = Recent(seconds=2.0, most=3)
    source = Source(a=1)
    memory.get(["a"], source.read)
    recent.forget_all()
    memory.get(["a"], source.read)
    assert source.asked == [["a"], ["a"]]
