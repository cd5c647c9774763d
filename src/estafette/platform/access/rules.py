"""Permissions, roles and the shape of an API key: data and pure checks."""

import hashlib
import hmac
import re
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from zoneinfo import available_timezones

from estafette.platform.access.types import (
    BadEmail,
    BadExpiry,
    BadRate,
    KeyDraft,
    NameRequired,
    UnknownLanguage,
    UnknownPermission,
    UnknownRole,
    UnknownTimeZone,
    UserDraft,
)

PERMISSIONS: tuple[str, ...] = (
    "orders:read",
    "orders:write",
    "stock:read",
    "stock:write",
    "catalog:read",
    "catalog:write",
    "network:read",
    "network:write",
    "customers:read",
    "customers:write",
    "pricing:read",
    "pricing:write",
    "events:read",
    "webhooks:read",
    "webhooks:write",
    "admin",
)
"""All permissions. `*` holds them all, also those that later versions add."""

_READ = frozenset({"orders:read", "stock:read", "catalog:read", "network:read", "pricing:read"})

ROLES: dict[str, frozenset[str]] = {
    "administrator": frozenset({"*"}),
    "operations": _READ
    | {"customers:read", "events:read", "orders:write", "stock:write", "catalog:write", "network:write"}
    | {"customers:write", "pricing:write", "webhooks:read", "webhooks:write"},
    "store_manager": _READ | {"customers:read", "orders:write", "stock:write"},
    "associate": frozenset({"orders:read", "stock:read", "catalog:read", "network:read", "customers:read"}),
    "agent": _READ | {"customers:read", "customers:write", "orders:write"},
    "buyer": frozenset({"catalog:read", "catalog:write", "stock:read", "network:read"})
    | {"pricing:read", "pricing:write"},
    "accountant": frozenset(
        {"orders:read", "catalog:read", "network:read", "customers:read", "pricing:read"}
    ),
    "viewer": _READ,
}
"""Role -> permissions. A table in code, so that a new room's permissions reach the roles by upgrading."""

ADMINISTRATOR = "administrator"

LANGUAGES = ("en", "fr")
MAX_NAME = 120
MAX_RATE = 1_000_000
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")

KEY_PREFIX = "est"
PUBLIC_ID = 8
SECRET = 43
_ALPHABET = "abcdefghijkmnpqrstuvwxyz23456789"
_TOKEN = re.compile(rf"{KEY_PREFIX}_([{_ALPHABET}]{{{PUBLIC_ID}}})_([A-Za-z0-9_-]{{{SECRET}}})")
USED_EVERY = timedelta(minutes=1)
"""How exactly the last use of a key is known."""


def permissions_of(roles: Iterable[str]) -> frozenset[str]:
    """All permissions of the roles together; an unknown role gives none."""
    held: frozenset[str] = frozenset()
    for role in roles:
        held |= ROLES.get(role, frozenset())
    return held


def check_time_zone(name: str) -> str:
    """The name of an IANA time zone. Refuses with `unknown_time_zone`."""
    if name not in available_timezones():
        raise UnknownTimeZone(field="time_zone", time_zone=name[:64])
    return name


def time_zones() -> list[str]:
    """All IANA time zones by name: those of places, and UTC."""
    return sorted(name for name in available_timezones() if "/" in name or name == "UTC")


def ids_of(ids: Iterable[int] | None) -> list[int] | None:
    """A limit as it is stored: sorted, each once; None stays None."""
    return None if ids is None else sorted(set(ids))


def new_public_id() -> str:
    """Eight letters and digits that name a key in lists; no secret."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(PUBLIC_ID))


def new_secret() -> str:
    """256 random bits as 43 characters."""
    return secrets.token_urlsafe(32)


def token(public_id: str, secret: str) -> str:
    """What the caller sends: `est_<public id>_<secret>`."""
    return f"{KEY_PREFIX}_{public_id}_{secret}"


def parse_token(text: str) -> tuple[str, str] | None:
    """Public id and secret of a token; None when it does not have the shape."""
    found = _TOKEN.fullmatch(text)
    return (found.group(1), found.group(2)) if found else None


def digest(secret: str) -> bytes:
    """What is stored of a secret. It has 256 random bits, so a fast hash cannot be searched."""
    return hashlib.sha256(secret.encode()).digest()


def same(stored: bytes, secret: str) -> bool:
    """Whether the secret is the one stored, in constant time."""
    return hmac.compare_digest(stored, digest(secret))


def is_live(*, expires_at: datetime | None, revoked_at: datetime | None, at: datetime) -> bool:
    """Whether a key may be used at `at`."""
    return revoked_at is None and (expires_at is None or at < expires_at)


def email_of(text: str) -> str:
    """An e-mail address as it is stored: trimmed, in lower case. Refuses with `bad_email`."""
    email = text.strip().lower()
    if len(email) > 254 or not _EMAIL.fullmatch(email):
        raise BadEmail(field="email", email=text[:254])
    return email


def name_of(text: str) -> str:
    """A name as it is stored. Refuses with `name_required` when it is empty or too long."""
    name = " ".join(text.split())
    if not name or len(name) > MAX_NAME:
        raise NameRequired(field="name", limit=MAX_NAME)
    return name


def check_roles(roles: Iterable[str]) -> tuple[str, ...]:
    """The roles, each once, in the order of the table. Refuses with `unknown_role`; none at all is allowed."""
    wanted = set(roles)
    for role in sorted(wanted - ROLES.keys()):
        raise UnknownRole(field="roles", role=role)
    return tuple(role for role in ROLES if role in wanted)


def check_language(language: str) -> str:
    """A language of the pages. Refuses with `unknown_language`."""
    if language not in LANGUAGES:
        raise UnknownLanguage(field="language", language=language)
    return language


def check_user(draft: UserDraft) -> None:
    """Refuse a draft whose language, time zone or roles do not exist."""
    check_roles(draft.roles)
    check_language(draft.language)
    check_time_zone(draft.time_zone)


def check_key(draft: KeyDraft, *, at: datetime) -> None:
    """Refuse a draft with an unknown permission, a rate out of bounds or an expiry that is past."""
    for permission in sorted(set(draft.permissions) - {*PERMISSIONS, "*"}):
        raise UnknownPermission(field="permissions", permission=permission)
    if not 0 <= draft.per_minute <= MAX_RATE:
        raise BadRate(field="per_minute", limit=MAX_RATE)
    if draft.expires_at is not None and draft.expires_at <= at:
        raise BadExpiry(field="expires")
