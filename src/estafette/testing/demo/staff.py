"""Who may sign in to the demo, and the keys of the programs that send it orders."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from estafette.network.queries import channel_refs, locations_by_code
from estafette.platform.access.commands import create_key, create_user
from estafette.platform.access.queries import is_founded, list_users
from estafette.platform.access.types import EVERYTHING, SYSTEM, Actor, ActorKind, KeyDraft, UserDraft
from estafette.testing.demo.people import ADMINISTRATOR, COLLEAGUES, PASSWORD, Colleague

KEY = "Demo program"
SCOPES = (
    "orders:read", "orders:write", "stock:read", "stock:write", "catalog:read", "catalog:write", "network:read",
    "network:write", "customers:read", "customers:write", "pricing:read", "pricing:write", "events:read",
)  # fmt: skip
PROGRAMS = {
    "Boutiques en ligne": ("WEB-FR", "WEB-EU", "WEB-UK", "HOME-FR"),
    "Grande Place": ("MARKET",),
    "Caisses": ("STORES",),
}
"""Programs that send orders, and their channels; what comes by telephone is typed in by an agent."""


@dataclass(frozen=True, slots=True)
class SignIn:
    """A role of the demo and how to sign in with it."""

    role: str
    email: str
    password: str


def sign_ins() -> tuple[SignIn, ...]:
    """All of them, the administrator first."""
    everybody = (ADMINISTRATOR, *COLLEAGUES)
    return tuple(SignIn(each.role.replace("_", " "), each.email, PASSWORD) for each in everybody)


def is_open() -> bool:
    """Whether the demo shop stands: its administrator is made last."""
    return ADMINISTRATOR.email in _users()


def is_somebody_elses() -> bool:
    """Whether users live here who are not the demo's."""
    return is_founded() and not _users().keys() & {each.email for each in (ADMINISTRATOR, *COLLEAGUES)}


def hire(*, at: datetime) -> dict[str, Actor]:
    """Colleagues who can sign in, by role, those who are there already included."""
    places = {
        ref.code: ref.id for ref in locations_by_code(codes=[c.place for c in COLLEAGUES if c.place]).values()
    }
    present = _users()
    channels = {ref.code: ref.id for ref in channel_refs()}
    with transaction.atomic():
        for each in COLLEAGUES:
            if each.email not in present:
                draft = _draft(
                    each,
                    places=[places[each.place]] if each.place else None,
                    channels=[channels[code] for code in each.channels] or None,
                )
                create_user(draft=draft, by=SYSTEM, at=at)
    found = _users()
    return {each.role: Actor(ActorKind.USER, found[each.email], each.name) for each in COLLEAGUES}


def programs(*, agent: Actor, at: datetime) -> dict[str, Actor]:
    """Who sends the orders of each channel: a program with a key of its own, or an agent."""
    ids = {ref.code: ref.id for ref in channel_refs()}
    senders = {"CALL": agent}
    for name, channels in PROGRAMS.items():
        draft = KeyDraft(name=name, permissions=("orders:write",), channels=[ids[code] for code in channels])
        key = create_key(draft=draft, by=SYSTEM, at=at)
        senders |= dict.fromkeys(channels, Actor(ActorKind.KEY, key.public_id, name))
    return senders


def open_shop(*, at: datetime) -> str:
    """Make the administrator and the demo's API key, the last of all; the key's token."""
    with transaction.atomic():
        create_user(draft=_draft(ADMINISTRATOR), by=SYSTEM, at=at)
        return create_key(draft=KeyDraft(name=KEY, permissions=SCOPES), by=SYSTEM, at=at).token


def _draft(
    colleague: Colleague, *, places: Sequence[int] | None = None, channels: Sequence[int] | None = None
) -> UserDraft:
    return UserDraft(
        email=colleague.email,
        name=colleague.name,
        password=PASSWORD,
        roles=(colleague.role,),
        language=colleague.language,
        locations=places,
        channels=channels,
    )


def _users() -> dict[str, str]:
    """Ids of all users by e-mail address."""
    return {row.email: str(row.id) for row in list_users(access=EVERYTHING)}
