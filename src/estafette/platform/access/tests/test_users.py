"""Users: who is let in, what the roles give, and that the house is never without an administrator."""

import threading
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import connection, transaction

from estafette.platform.access import commands, rules
from estafette.platform.access.commands import create_first_administrator as founding
from estafette.platform.access.models import User
from estafette.platform.access.queries import access_of, actor_of, is_founded, list_users, names_of
from estafette.platform.access.types import (
    EVERYTHING,
    SYSTEM,
    AlreadyFounded,
    BadEmail,
    EmailTaken,
    KeyDraft,
    LastAdministrator,
    NameRequired,
    UnknownLanguage,
    UnknownRole,
    UnknownTimeZone,
    UserDraft,
    WeakPassword,
    WrongPassword,
)
from estafette.platform.refusal import NotFound, Refusal

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PASSWORD = "relay baton seventeen"


def draft(**fields: object) -> UserDraft:
    given = {"email": "ada@example.com", "name": "Ada", "password": PASSWORD, "roles": ["viewer"], **fields}
    return UserDraft(**given)  # type: ignore[arg-type]


def make(**fields: object) -> UUID:
    return commands.create_user(draft=draft(**fields), by=SYSTEM, at=AT)


def set_roles(user_id: UUID, roles: list[str]) -> None:
    commands.set_rights(
        user_id=user_id, roles=roles, channels=None, locations=None, suppliers=None, by=SYSTEM, at=AT
    )


@pytest.mark.django_db
def test_a_user_has_what_its_roles_and_limits_give() -> None:
    user = User.objects.get(pk=make(roles=["viewer", "agent"], channels=[2], email=" Ada@Example.COM "))
    assert user.email == "ada@example.com"
    assert user.check_password(PASSWORD)
    access = access_of(user)
    assert access.allows("orders:write")
    assert not access.allows("admin")
    assert access.channels == frozenset({2})
    assert access.locations is None
    assert actor_of(user).label() == f"user:{user.pk}"


@pytest.mark.django_db
def test_an_inactive_user_may_nothing() -> None:
    make(email="root@example.com", roles=["administrator"])
    someone = make()
    commands.set_active(user_id=someone, active=False, by=SYSTEM, at=AT)
    assert access_of(User.objects.get(pk=someone)).permissions == frozenset()


@pytest.mark.django_db
def test_passwords_are_kept_as_slow_hashes(real_passwords: None) -> None:
    user = User.objects.get(pk=make())
    assert user.password.startswith("scrypt$")
    assert user.check_password(PASSWORD)


def test_every_permission_is_in_some_role_and_roles_hold_known_permissions() -> None:
    held = frozenset().union(
        *(permissions for role, permissions in rules.ROLES.items() if role != "administrator")
    )
    assert held <= set(rules.PERMISSIONS)
    assert held | {"admin"} == set(rules.PERMISSIONS)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"email": "nobody"}, BadEmail),
        ({"email": "a@b@c.d"}, BadEmail),
        ({"email": "x" * 250 + "@a.fr"}, BadEmail),
        ({"name": " "}, NameRequired),
        ({"roles": ["emperor"]}, UnknownRole),
        ({"language": "de"}, UnknownLanguage),
        ({"time_zone": "Europe/Atlantis"}, UnknownTimeZone),
        ({"password": "short"}, WeakPassword),
        ({"password": "startfinding"}, WeakPassword),
        ({"password": "ada@example.com"}, WeakPassword),
        ({"password": "838293847561"}, WeakPassword),
    ],
)
def test_drafts_that_make_no_sense_are_refused_and_write_nothing(
    fields: dict[str, object], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal) as refused:
        make(**fields)
    assert refused.value.field
    assert refused.value.sentence()
    assert not is_founded()


@pytest.mark.django_db
def test_an_address_is_taken_once_in_any_case() -> None:
    make()
    with pytest.raises(EmailTaken):
        make(email="ADA@example.com")
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_changing_a_password_asks_for_the_present_one() -> None:
    someone = make()
    with pytest.raises(WrongPassword):
        commands.change_password(
            user_id=someone, present="wrong", password="another long one", by=SYSTEM, at=AT
        )
    with pytest.raises(WeakPassword):
        commands.change_password(user_id=someone, present=PASSWORD, password="1234", by=SYSTEM, at=AT)
    commands.change_password(user_id=someone, present=PASSWORD, password="another long one", by=SYSTEM, at=AT)
    assert User.objects.get(pk=someone).check_password("another long one")


@pytest.mark.django_db
def test_the_language_is_kept() -> None:
    someone = make()
    commands.set_language(user_id=someone, language="fr", by=SYSTEM, at=AT)
    assert User.objects.get(pk=someone).language == "fr"
    with pytest.raises(UnknownLanguage):
        commands.set_language(user_id=someone, language="xx", by=SYSTEM, at=AT)


@pytest.mark.django_db
def test_the_last_administrator_stays() -> None:
    first = make(roles=["administrator"])
    with pytest.raises(LastAdministrator), transaction.atomic():
        set_roles(first, ["viewer"])
    with pytest.raises(LastAdministrator), transaction.atomic():
        commands.set_active(user_id=first, active=False, by=SYSTEM, at=AT)
    make(email="second@example.com", roles=["administrator"])
    set_roles(first, ["viewer", "buyer"])
    assert User.objects.get(pk=first).roles == ["buyer", "viewer"]
    with pytest.raises(NotFound):
        set_roles(UUID(int=0), [])


@pytest.mark.django_db
def test_the_list_shows_active_users_first() -> None:
    make(email="root@example.com", name="Zoe", roles=["administrator"])
    gone = make(email="gone@example.com", name="Bob")
    make(email="here@example.com", name="Cleo")
    commands.set_active(user_id=gone, active=False, by=SYSTEM, at=AT)
    assert [row.name for row in list_users(access=EVERYTHING)] == ["Cleo", "Zoe", "Bob"]


@pytest.mark.django_db
def test_actors_are_named_from_their_labels() -> None:
    someone = make()
    key = commands.create_key(draft=KeyDraft(name="Shop", permissions=[]), by=SYSTEM, at=AT)
    labels = [
        f"user:{someone}",
        f"key:{key.public_id}",
        "system:estafette",
        "user:nobody",
        "odd",
        "user:" + "0" * 32,
    ]
    assert names_of(labels) == {
        f"user:{someone}": "Ada",
        f"key:{key.public_id}": "Shop",
        "system:estafette": "Estafette",
    }


@pytest.mark.django_db
def test_the_first_administrator_is_made_once() -> None:
    made = commands.create_first_administrator(draft=draft(roles=[]), at=AT)
    assert access_of(User.objects.get(pk=made)).allows("admin")
    with pytest.raises(AlreadyFounded):
        commands.create_first_administrator(draft=draft(email="two@example.com"), at=AT)


class _NoLock:
    """The connection as the command would see it without its lock."""

    def __getattr__(self, name: str) -> object:
        return getattr(connection, name)

    def cursor(self) -> "_NoLock":
        return self

    def __enter__(self) -> "_NoLock":
        return self

    def __exit__(self, *error: object) -> None:
        return None

    def execute(self, statement: str) -> None:
        assert statement.startswith("LOCK TABLE access_user")


def _two_at_once() -> list[str]:
    """Two visitors found the house at the same moment; both have looked before either one commits."""
    answers: list[str] = []
    start = threading.Barrier(2)

    def visit(number: int) -> None:
        try:
            with transaction.atomic():
                start.wait(10)
                commands.create_first_administrator(draft=draft(email=f"visitor{number}@example.com"), at=AT)
                answers.append("made")
        except Refusal as refusal:
            answers.append(refusal.code)
        finally:
            connection.close()

    visitors = [threading.Thread(target=visit, args=(number,)) for number in range(2)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join(30)
    return sorted(answers)


@pytest.mark.django_db(transaction=True)
def test_two_first_visits_at_once_make_one_administrator(monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as without:
        module = __import__(founding.__module__, fromlist=["connection"])
        without.setattr(module, "connection", _NoLock())
        assert _two_at_once() == ["made", "made"], "the fault shows when nothing guards"
    User.objects.all().delete()
    assert _two_at_once() == ["already_founded", "made"]
    assert User.objects.count() == 1
