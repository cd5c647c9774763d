"""Actors and access: passed explicitly to every command (`by`) and query (`access`)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from estafette.platform.refusal import Conflict, Forbidden, InvalidInput, Refusal


class ActorKind(StrEnum):
    """What kind of actor: a person, a program with a key, or this system itself."""

    USER = "user"
    KEY = "key"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it, as written beside every change: a kind, an id and a name to show."""

    kind: ActorKind
    id: str
    name: str

    def label(self) -> str:
        """One short text that identifies the actor in a ledger row."""
        return f"{self.kind}:{self.id}"


SYSTEM = Actor(kind=ActorKind.SYSTEM, id="estafette", name="Estafette")


@dataclass(frozen=True, slots=True)
class Access:
    """What the caller may see and do. `None` for a set of places or channels means all of them.

    Channels, locations and suppliers are held by internal id.
    """

    permissions: frozenset[str] = field(default_factory=frozenset)
    channels: frozenset[int] | None = None
    locations: frozenset[int] | None = None
    suppliers: frozenset[int] | None = None

    def allows(self, permission: str) -> bool:
        """Whether the permission is held; `*` holds all."""
        return permission in self.permissions or "*" in self.permissions

    def require(self, permission: str) -> None:
        """Raise the refusal `forbidden` unless the permission is held."""
        if not self.allows(permission):
            raise Forbidden(permission=permission)

    def sees_channel(self, channel_id: int) -> bool:
        return self.channels is None or channel_id in self.channels

    @property
    def places(self) -> frozenset[int] | None:
        """Ids of the locations that the caller sees, suppliers among them; None means all."""
        if self.locations is None and self.suppliers is None:
            return None
        return (self.locations or frozenset()) | (self.suppliers or frozenset())

    def sees_location(self, location_id: int) -> bool:
        return self.places is None or location_id in self.places


EVERYTHING = Access(permissions=frozenset({"*"}))


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls the API with a key: the actor, what it may do, and how often (0: no limit)."""

    actor: Actor
    access: Access
    per_minute: int


@dataclass(frozen=True, slots=True)
class KeyDraft:
    """An API key to be made. None for a set of places or channels means all of them."""

    name: str
    permissions: Sequence[str]
    per_minute: int = 0
    expires_at: datetime | None = None
    channels: Sequence[int] | None = None
    locations: Sequence[int] | None = None
    suppliers: Sequence[int] | None = None


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key just made. `token` holds the secret, which is stored nowhere: it is shown this once."""

    public_id: str
    token: str

    @property
    def header(self) -> str:
        """How programs send it, without the secret."""
        return f"Authorization: Bearer est_{self.public_id}_…"


@dataclass(frozen=True, slots=True)
class KeyRow:
    """An API key as lists show it."""

    public_id: str
    name: str
    permissions: tuple[str, ...]
    channels: tuple[int, ...] | None
    locations: tuple[int, ...] | None
    suppliers: tuple[int, ...] | None
    per_minute: int
    created_at: datetime
    created_by: str
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None
    live: bool

    @property
    def shown(self) -> str:
        """How a key is named without its secret."""
        return f"est_{self.public_id}_…"


@dataclass(frozen=True, slots=True)
class Limits:
    """Everything to which a user or a key can be limited: pairs of id and words."""

    channels: Sequence[tuple[str, str]] = ()
    locations: Sequence[tuple[str, str]] = ()
    suppliers: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True, slots=True)
class UserDraft:
    """A person to be let in. None for a set of places or channels means all of them."""

    email: str
    name: str
    password: str
    roles: Sequence[str]
    language: str = "en"
    time_zone: str = "Europe/Paris"
    channels: Sequence[int] | None = None
    locations: Sequence[int] | None = None
    suppliers: Sequence[int] | None = None


@dataclass(frozen=True, slots=True)
class UserRow:
    """A user as lists show it."""

    id: UUID
    email: str
    name: str
    roles: tuple[str, ...]
    language: str
    time_zone: str
    channels: tuple[int, ...] | None
    locations: tuple[int, ...] | None
    suppliers: tuple[int, ...] | None
    active: bool
    created_at: datetime
    last_login: datetime | None


class NotSignedIn(Refusal):
    code = "unauthorized"
    status = 401
    message = "The API key is missing, unknown, expired or revoked."
    remedy = "Send the header Authorization: Bearer and a valid key."


class UnknownPermission(InvalidInput):
    code = "unknown_permission"
    message = "There is no permission “{permission}”."
    remedy = "Choose permissions from the list."


class UnknownRole(InvalidInput):
    code = "unknown_role"
    message = "There is no role “{role}”."
    remedy = "Choose roles from the list."


class NameRequired(InvalidInput):
    code = "name_required"
    message = "A name is needed, with at most {limit} characters."
    remedy = "Give a short name by which people recognize it."


class BadEmail(InvalidInput):
    code = "bad_email"
    message = "“{email}” is not an e-mail address."
    remedy = "Give an address such as name@example.com."


class UnknownTimeZone(InvalidInput):
    code = "unknown_time_zone"
    message = "“{time_zone}” is not an IANA time zone."
    remedy = "Give a name such as Europe/Paris."


class UnknownLanguage(InvalidInput):
    code = "unknown_language"
    message = "There is no language “{language}” here."
    remedy = "Choose English or French."


class WeakPassword(InvalidInput):
    code = "weak_password"
    message = "This password is too easy to guess. {reasons}"
    remedy = "Choose a long one: several unrelated words are good."


class WrongPassword(InvalidInput):
    code = "wrong_password"
    message = "The present password is not right."
    remedy = "Type the password with which you signed in."


class BadRate(InvalidInput):
    code = "bad_rate"
    message = "The limit of requests a minute must be between 0 and {limit}."
    remedy = "Give 0 for no limit."


class BadExpiry(InvalidInput):
    code = "bad_expiry"
    message = "The key would have expired before it is made."
    remedy = "Give a date in the future, or none."


class EmailTaken(Conflict):
    code = "email_taken"
    message = "There is already a user with the address {email}."
    remedy = "Use another address, or change the user that exists."


class WrongSignIn(Refusal):
    code = "wrong_sign_in"
    status = 401
    message = "This e-mail address and this password do not belong together."
    remedy = "Check both; capital letters matter in the password."


class AlreadyFounded(Conflict):
    code = "already_founded"
    message = "The first administrator exists already."
    remedy = "Sign in, or ask an administrator for an account."


class LastAdministrator(Conflict):
    code = "last_administrator"
    message = "This is the last administrator; without one nobody could let people in."
    remedy = "Make somebody else administrator first."
