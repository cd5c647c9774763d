"""A lifecycle table is refused when a state is out of reach or a dead end."""

import pytest

from estafette.platform.lifecycle import BadLifecycle, Lifecycle

DOOR = Lifecycle(
    name="door",
    initial="shut",
    moves={"shut": frozenset({"open", "walled"}), "open": frozenset({"shut"})},
    final=frozenset({"walled"}),
)


def test_moves_and_origins() -> None:
    assert DOOR.states == ("shut", "open", "walled")
    assert DOOR.allows("shut", "open")
    assert not DOOR.allows("open", "walled")
    assert not DOOR.allows("walled", "shut")
    assert DOOR.origins("walled") == ("shut",)
    assert DOOR.origins("shut") == ("open",)


def test_several_beginnings() -> None:
    table = Lifecycle(
        name="two",
        initial=frozenset({"a", "b"}),
        moves={"a": frozenset({"end"}), "b": frozenset({"end"})},
        final=frozenset({"end"}),
    )
    assert table.beginnings == {"a", "b"}


def test_a_ring_without_an_end_is_allowed() -> None:
    table = Lifecycle(name="ring", initial="on", moves={"on": frozenset({"off"}), "off": frozenset({"on"})})
    assert table.states == ("on", "off")


@pytest.mark.parametrize(
    ("moves", "final", "words"),
    [
        ({"a": {"z"}, "b": {"z"}}, {"z"}, "cannot be reached: b"),
        ({"a": {"b", "z"}}, {"z"}, "cannot be left: b"),
        ({"a": {"z", "b"}, "b": {"c"}, "c": {"b"}}, {"z"}, "cannot be left: b, c"),
        ({"a": {"z"}, "z": {"a"}}, {"z"}, "z is final and has moves"),
        ({"a": {"b"}}, set(), "cannot be left: b"),
    ],
)
def test_a_faulty_table_is_refused(moves: dict[str, set[str]], final: set[str], words: str) -> None:
    with pytest.raises(BadLifecycle, match=words):
        Lifecycle(
            name="faulty",
            initial="a",
            moves={state: frozenset(targets) for state, targets in moves.items()},
            final=frozenset(final),
        )


def test_a_table_without_a_beginning_is_refused() -> None:
    with pytest.raises(BadLifecycle, match="no initial state"):
        Lifecycle(name="none", initial=frozenset(), moves={"a": frozenset({"a"})})
