"""Questions about users and keys."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from estafette.platform.access import rules
from estafette.platform.access.models import ApiKey, User
from estafette.platform.access.types import SYSTEM, Access, Actor, ActorKind, KeyRow, UserRow
from estafette.platform.refusal import NotFound

MOST = 1000
"""Users or keys of one list."""


def actor_of(user: User) -> Actor:
    """The user as written beside what it does."""
    return Actor(kind=ActorKind.USER, id=str(user.pk), name=user.name)


def access_of(user: User) -> Access:
    """What the user may see and do, from its roles and limits."""
    return Access(
        permissions=rules.permissions_of(user.roles) if user.is_active else frozenset(),
        channels=_limit(user.channels),
        locations=_limit(user.locations),
        suppliers=_limit(user.suppliers),
    )


def is_founded() -> bool:
    """Whether any user exists: before that, the first visit makes the first administrator."""
    return User.objects.exists()


def names_of(labels: Iterable[str]) -> dict[str, str]:
    """Actor label (`user:<id>`, `key:<id>`, `system:…`) -> the name to show; unknown ones are left out."""
    asked = [label.partition(":") for label in set(labels)]
    users = [ref for kind, _, ref in asked if kind == ActorKind.USER and _is_uuid(ref)]
    keys = [ref for kind, _, ref in asked if kind == ActorKind.KEY]
    names = {SYSTEM.label(): SYSTEM.name}
    if users:
        found = User.objects.filter(pk__in=users).values_list("pk", "name")
        names |= {f"{ActorKind.USER}:{ref}": name for ref, name in found}
    if keys:
        made = ApiKey.objects.filter(pk__in=keys).values_list("pk", "name")
        names |= {f"{ActorKind.KEY}:{ref}": name for ref, name in made}
    return names


def list_users(*, access: Access) -> list[UserRow]:
    """Users by name, the inactive last, at most a thousand. Needs `admin`."""
    access.require("admin")
    return [_user_row(user) for user in User.objects.order_by("-is_active", "name", "email")[:MOST]]


def read_user(*, user_id: UUID, access: Access) -> UserRow:
    """One user. Needs `admin`; refuses with `not_found`."""
    access.require("admin")
    user = User.objects.filter(pk=user_id).first()
    if user is None:
        raise NotFound(noun="user", ref=str(user_id))
    return _user_row(user)


def list_keys(*, access: Access, at: datetime) -> list[KeyRow]:
    """API keys, the live ones first, newest first, at most a thousand. Needs `admin`."""
    access.require("admin")
    rows = [_key_row(key, at) for key in ApiKey.objects.order_by("-created_at")[:MOST]]
    return sorted(rows, key=lambda row: not row.live)


def _user_row(user: User) -> UserRow:
    return UserRow(
        id=user.pk,
        email=user.email,
        name=user.name,
        roles=tuple(user.roles),
        language=user.language,
        time_zone=user.time_zone,
        channels=_ids(user.channels),
        locations=_ids(user.locations),
        suppliers=_ids(user.suppliers),
        active=user.is_active,
        created_at=user.created_at,
        last_login=user.last_login,
    )


def _key_row(key: ApiKey, at: datetime) -> KeyRow:
    return KeyRow(
        public_id=key.public_id,
        name=key.name,
        permissions=tuple(key.permissions),
        channels=_ids(key.channels),
        locations=_ids(key.locations),
        suppliers=_ids(key.suppliers),
        per_minute=key.per_minute,
        created_at=key.created_at,
        created_by=key.created_by,
        expires_at=key.expires_at,
        revoked_at=key.revoked_at,
        last_used_at=key.last_used_at,
        live=rules.is_live(expires_at=key.expires_at, revoked_at=key.revoked_at, at=at),
    )


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _ids(ids: Sequence[int] | None) -> tuple[int, ...] | None:
    return None if ids is None else tuple(ids)


def _limit(ids: Sequence[int] | None) -> frozenset[int] | None:
    return None if ids is None else frozenset(ids)
