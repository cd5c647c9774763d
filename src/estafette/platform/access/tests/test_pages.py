"""The pages of sign-in, account, users and keys, as a browser without scripts uses them."""

import re
import threading
from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.test import Client

from estafette.platform.access import commands
from estafette.platform.access.jobs import forget_sessions
from estafette.platform.access.keys import identify
from estafette.platform.access.models import ApiKey, User
from estafette.platform.access.types import SYSTEM, NotSignedIn, UserDraft

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PASSWORD = "relay baton seventeen"
FOUNDER = {"name": "Ada", "email": "Ada@Example.com", "password": PASSWORD, "time_zone": "Europe/Paris"}


def make(email: str, *roles: str, language: str = "en") -> UUID:
    with transaction.atomic():
        return commands.create_user(
            draft=UserDraft(email=email, name=email[:3], password=PASSWORD, roles=roles, language=language),
            by=SYSTEM,
            at=AT,
        )


def signed_in(*roles: str) -> Client:
    client = Client()
    make("someone@example.com", *roles)
    answer = client.post("/sign-in", {"username": "someone@example.com", "password": PASSWORD})
    assert answer.status_code == 302
    return client


@pytest.mark.django_db
def test_the_first_visit_makes_the_first_administrator_and_then_the_page_is_gone() -> None:
    client = Client()
    assert client.get("/", follow=True).redirect_chain[-1] == ("/welcome", 302)
    refused = client.post("/welcome", {**FOUNDER, "password": "1234"})
    assert refused.status_code == 422
    assert "too easy to guess" in refused.content.decode()
    assert "1234" not in refused.content.decode()
    assert client.post("/welcome", FOUNDER).status_code == 302
    assert client.get("/settings/users").status_code == 200
    assert User.objects.get().roles == ["administrator"]
    for stranger in (client, Client()):
        assert stranger.get("/welcome").status_code == 404
        assert stranger.post("/welcome", FOUNDER).status_code == 404
    assert User.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_first_visits_at_once_make_one_administrator() -> None:
    gate = threading.Barrier(2)
    answers: list[str] = []

    def visit(number: int) -> None:
        client = Client()
        client.get("/welcome")
        gate.wait(10)
        answer = client.post("/welcome", {**FOUNDER, "email": f"visitor{number}@example.com"})
        answers.append(answer.headers["Location"])
        connection.close()

    visitors = [threading.Thread(target=visit, args=(number,)) for number in range(2)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join(30)
    assert sorted(answers) == ["/", "/sign-in"]
    assert User.objects.count() == 1


@pytest.mark.django_db
def test_strangers_are_led_to_the_sign_in_and_back() -> None:
    make("ada@example.com", "administrator")
    client = Client()
    assert client.get("/settings/keys").headers["Location"] == "/sign-in?next=%2Fsettings%2Fkeys"
    form = {"username": " ADA@example.com ", "password": PASSWORD, "next": "/settings/keys"}
    assert client.post("/sign-in", form).headers["Location"] == "/settings/keys"
    assert client.get("/sign-in").headers["Location"] == "/"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil"]
)
def test_nobody_is_led_to_another_server(wanted: str) -> None:
    make("ada@example.com")
    form = {"username": "ada@example.com", "password": PASSWORD, "next": wanted}
    assert Client().post("/sign-in", form).headers["Location"] == "/"


@pytest.mark.django_db
def test_a_wrong_password_is_refused_in_words_and_after_many_there_is_a_pause() -> None:
    make("ada@example.com")
    client = Client()
    wrong = {"username": "ada@example.com", "password": "wrong"}
    answers = [client.post("/sign-in", wrong) for _ in range(8)]
    assert answers[0].status_code == 401
    assert "do not belong together" in answers[0].content.decode()
    assert answers[-1].status_code == 429
    assert "15 minutes" in answers[-1].content.decode()
    right = {"username": "Ada@example.com", "password": PASSWORD}
    assert client.post("/sign-in", right).status_code == 429


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["", "\x00", "é" * 5000, "nobody@example.com"])
def test_odd_names_are_only_wrong(name: str) -> None:
    make("ada@example.com")
    assert Client().post("/sign-in", {"username": name, "password": "\x00"}).status_code == 401


@pytest.mark.django_db
def test_an_inactive_user_is_not_let_in_and_open_sessions_end() -> None:
    make("root@example.com", "administrator")
    client = signed_in("viewer")
    assert client.get("/account").status_code == 200
    User.objects.filter(email="someone@example.com").update(is_active=False)
    assert client.get("/account").status_code == 302
    form = {"username": "someone@example.com", "password": PASSWORD}
    assert Client().post("/sign-in", form).status_code == 401


@pytest.mark.django_db
def test_signing_out_needs_a_post() -> None:
    client = signed_in("viewer")
    assert client.get("/sign-out").status_code == 405
    wrong = client.get("/account/password")
    assert (wrong.status_code, wrong.headers["Allow"]) == (405, "POST")
    assert "There is no page here" in wrong.content.decode()
    assert client.post("/sign-out").headers["Location"] == "/sign-in"
    assert client.get("/account").status_code == 302


@pytest.mark.django_db
def test_the_language_is_kept_in_the_browser_and_with_the_user() -> None:
    client = signed_in("viewer")
    assert 'lang="en"' in client.get("/account").content.decode()
    answer = client.post("/language", {"language": "fr", "next": "/account"})
    assert answer.headers["Location"] == "/account"
    assert 'lang="fr"' in client.get("/account").content.decode()
    client.post("/language", {"language": "xx"})
    assert User.objects.get().language == "fr"
    elsewhere = Client()
    elsewhere.post("/sign-in", {"username": "someone@example.com", "password": PASSWORD})
    assert 'lang="fr"' in elsewhere.get("/account").content.decode()


@pytest.mark.django_db
def test_a_new_password_ends_the_other_sessions() -> None:
    here, there = signed_in("viewer"), Client()
    there.post("/sign-in", {"username": "someone@example.com", "password": PASSWORD})
    wrong = here.post("/account/password", {"present": "no", "password": "another long one"})
    assert wrong.status_code == 422
    right = here.post("/account/password", {"present": PASSWORD, "password": "another long one"})
    assert right.status_code == 302
    assert here.get("/account").status_code == 200
    assert there.get("/account").status_code == 302


@pytest.mark.django_db
def test_sessions_that_have_expired_are_deleted() -> None:
    client = signed_in("viewer")
    forget_sessions()
    assert Session.objects.count() == 1
    Session.objects.update(expire_date=AT)
    forget_sessions()
    assert Session.objects.count() == 0
    assert client.get("/account").status_code == 302


@pytest.mark.django_db
def test_the_profile_is_saved_or_refused_beside_the_field() -> None:
    client = signed_in("viewer")
    wrong = client.post("/account", {"name": " ", "time_zone": "Mars/Base"})
    assert wrong.status_code == 422
    assert 'id="name-wrong"' in wrong.content.decode()
    assert client.post("/account", {"name": "Zoé <b>", "time_zone": "Asia/Tokyo"}).status_code == 302
    assert "Zoé &lt;b&gt;" in client.get("/account").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("role", ["operations", "store_manager", "viewer"])
def test_only_administrators_manage_users_and_keys(role: str) -> None:
    client = signed_in(role)
    someone = User.objects.get().pk
    for address in ("/settings/users", "/settings/users/new", f"/settings/users/{someone}", "/settings/keys"):
        assert client.get(address).status_code == 403
    for address in (
        "/settings/users/new",
        f"/settings/users/{someone}",
        f"/settings/users/{someone}/active",
        f"/settings/users/{someone}/password",
        "/settings/keys/new",
        "/settings/keys/abcdefgh/revoke",
    ):
        assert client.post(address, {"roles": "administrator", "name": "x"}).status_code == 403
    assert User.objects.get().roles == [role]
    assert ApiKey.objects.count() == 0
    assert "/settings/users" not in client.get("/account").content.decode()


@pytest.mark.django_db
def test_an_administrator_lets_a_person_in_changes_rights_and_keeps_out() -> None:
    client = signed_in("administrator")
    person = {"name": "Bo", "email": "bo@example.com", "password": PASSWORD, "time_zone": "Europe/Paris"}
    refused = client.post("/settings/users/new", {**person, "email": "someone@example.com", "language": "fr"})
    assert refused.status_code == 422
    assert 'value="Bo"' in refused.content.decode()
    assert (
        client.post("/settings/users/new", {**person, "language": "fr", "roles": ["agent"]}).status_code
        == 302
    )
    bo = User.objects.get(email="bo@example.com")
    address = f"/settings/users/{bo.pk}"
    assert client.post(address, {"roles": ["viewer", "buyer"], "channels": ["4", "2"]}).status_code == 302
    bo.refresh_from_db()
    assert (bo.roles, bo.channels, bo.locations) == (["buyer", "viewer"], [2, 4], None)
    client.post(f"{address}/active", {"active": "no", "key": "k1"})
    bo.refresh_from_db()
    assert not bo.is_active
    assert client.get("/settings/users/00000000-0000-0000-0000-000000000000").status_code == 404


@pytest.mark.django_db
def test_the_last_administrator_cannot_lock_the_house() -> None:
    client = signed_in("administrator")
    me = User.objects.get()
    answer = client.post(f"/settings/users/{me.pk}", {"roles": ["viewer"]})
    assert answer.status_code == 422
    assert "last administrator" in answer.content.decode()
    answer = client.post(f"/settings/users/{me.pk}/active", {"active": "no", "key": "k"}, follow=True)
    assert "last administrator" in answer.content.decode()
    me.refresh_from_db()
    assert me.is_active
    assert me.roles == ["administrator"]


@pytest.mark.django_db
def test_a_key_is_shown_once_works_and_ends() -> None:
    client = signed_in("administrator")
    made = client.post(
        "/settings/keys/new",
        {"name": "Shop", "permissions": ["orders:read"], "per_minute": "60", "expires": "2090-01-31"},
    )
    found = re.search(r"est_\w{8}_[\w-]{43}", made.content.decode())
    assert found is not None
    token = found.group()
    assert identify(f"Bearer {token}", at=AT).per_minute == 60
    listing = client.get("/settings/keys").content.decode()
    assert token not in listing
    assert token[:12] in listing
    key = ApiKey.objects.get()
    assert key.expires_at is not None
    assert key.expires_at.isoformat() == "2090-01-31T23:00:00+00:00", "the end of the day in Paris"
    client.post(f"/settings/keys/{key.pk}/revoke", {"key": "once"})
    with pytest.raises(NotSignedIn):
        identify(f"Bearer {token}", at=AT)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "fields",
    [
        {"name": ""},
        {"name": "x", "permissions": ["orders:fly"]},
        {"name": "x", "per_minute": "-1"},
        {"name": "x", "per_minute": "99999999999999999999"},
        {"name": "x", "per_minute": "many"},
        {"name": "x", "expires": "2001-01-01"},
        {"name": "x", "expires": "2026-02-30"},
        {"name": "x", "expires": "soon"},
        {"name": "x", "expires": "9999-12-31"},
    ],
)
def test_a_key_that_makes_no_sense_is_refused_beside_the_field(fields: dict[str, str]) -> None:
    client = signed_in("administrator")
    answer = client.post("/settings/keys/new", {"per_minute": "0", **fields})
    assert answer.status_code == 422
    assert "-wrong" in answer.content.decode()
    assert ApiKey.objects.count() == 0
