"""From the page that says who reacts to what, to consumers with names."""

from collections.abc import Mapping, Sequence

from estafette.platform.eventlog.types import Consumer, Event, Reaction

Flow = Mapping[type[Event], Sequence[Reaction]]


def consumers(flow: Flow) -> tuple[Consumer, ...]:
    """One consumer a reaction, in order of first appearance, with all kinds of events that it reacts to.

    It is called `room.function`: to rename the function is to begin a new consumer from the start of the log.
    """
    kinds: dict[Reaction, set[str]] = {}
    for event, reactions in flow.items():
        for reaction in reactions:
            kinds.setdefault(reaction, set()).add(event.kind)
    found = tuple(Consumer(_name(reaction), frozenset(of), reaction) for reaction, of in kinds.items())
    if len({each.name for each in found}) < len(found):
        raise ValueError("two reactions of one room have the same name")
    return found


def _name(reaction: Reaction) -> str:
    room = reaction.__module__.removeprefix("estafette.").removesuffix(".reactions")
    return f"{room}.{reaction.__name__}"
