"""Keys: made once, resolved fast, ended for good."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from estafette.platform.access import keys, rules
from estafette.platform.access.commands import create_key, revoke_key
from estafette.platform.access.keys import forget, identify
from estafette.platform.access.models import ApiKey, Change
from estafette.platform.access.queries import list_keys
from estafette.platform.access.types import (
    EVERYTHING,
    SYSTEM,
    Access,
    BadExpiry,
    BadRate,
    KeyDraft,
    NameRequired,
    NewKey,
    NotSignedIn,
    UnknownPermission,
)
from estafette.platform.refusal import Forbidden, NotFound
from estafette.platform.transactions import NoTransaction

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _forgetful() -> None:
    forget()


def make(**fields: object) -> NewKey:
    draft = KeyDraft(**{"name": "shop", "permissions": ["orders:read"], **fields})  # type: ignore[arg-type]
    return create_key(draft=draft, by=SYSTEM, at=AT)


def test_a_key_resolves_to_its_permissions_limits_and_rate() -> None:
    made = make(permissions=["orders:write", "orders:read"], channels=[3, 1], per_minute=600)
    caller = identify(f"Bearer {made.token}", at=AT)
    assert caller.actor.label() == f"key:{made.public_id}"
    assert caller.access.permissions == {"orders:read", "orders:write"}
    assert caller.access.channels == frozenset({1, 3})
    assert caller.access.locations is None
    assert caller.per_minute == 600


def test_the_secret_is_stored_nowhere() -> None:
    made = make()
    secret = made.token.split("_", 2)[2]
    assert len(made.token) == 56
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT row_to_json(k)::text FROM access_apikey k UNION ALL SELECT row_to_json(c)::text FROM access_change c"
        )
        rows = cursor.fetchall()
    assert len(rows) == 2
    assert not any(secret in row[0] for row in rows)


@pytest.mark.parametrize("scheme", ["Bearer", "bearer", "BEARER"])
def test_the_scheme_is_read_in_any_case(scheme: str) -> None:
    assert identify(f"{scheme} {make().token}", at=AT)


@pytest.mark.parametrize(
    "header",
    [
        "",
        "Bearer",
        "Bearer ",
        "Basic abc",
        "Bearer est_x_y",
        "Bearer " + "é" * 56,
        "Bearer \x00",
        "Bearer \udcff",
    ],
)
def test_anything_else_is_refused(header: str) -> None:
    with pytest.raises(NotSignedIn):
        identify(header, at=AT)


def test_a_wrong_secret_for_a_known_key_is_refused() -> None:
    made = make()
    with pytest.raises(NotSignedIn):
        identify(f"Bearer {rules.token(made.public_id, rules.new_secret())}", at=AT)


def test_an_unknown_key_is_asked_again_each_time() -> None:
    """Only keys that exist are remembered, so a key works from the moment it is made."""
    header = f"Bearer {rules.token(rules.new_public_id(), rules.new_secret())}"
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked, pytest.raises(NotSignedIn):
            identify(header, at=AT)
        assert len(asked) == 1


def test_a_key_is_resolved_once_and_then_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    header = f"Bearer {make().token}"
    identify(header, at=AT)
    with CaptureQueriesContext(connection) as asked:
        identify(header, at=AT)
    assert len(asked) == 0
    monkeypatch.setattr("estafette.platform.access.keys.time.monotonic", lambda: 10.0**9)
    with CaptureQueriesContext(connection) as asked:
        identify(header, at=AT)
    assert len(asked) == 1


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "_MAX", 3)
    for _ in range(5):
        identify(f"Bearer {make().token}", at=AT)
    assert len(keys._known) <= 3


def test_a_key_expires_even_while_it_is_remembered() -> None:
    header = f"Bearer {make(expires_at=AT + timedelta(hours=1)).token}"
    identify(header, at=AT + timedelta(minutes=59))
    with pytest.raises(NotSignedIn):
        identify(header, at=AT + timedelta(hours=1))


def test_a_revoked_key_ends_at_once_here_and_revoking_twice_is_harmless() -> None:
    made = make()
    identify(f"Bearer {made.token}", at=AT)
    revoke_key(public_id=made.public_id, by=SYSTEM, at=AT)
    with pytest.raises(NotSignedIn):
        identify(f"Bearer {made.token}", at=AT)
    revoke_key(public_id=made.public_id, by=SYSTEM, at=AT + timedelta(days=1))
    assert ApiKey.objects.get(pk=made.public_id).revoked_at == AT
    assert Change.objects.filter(verb="revoke_key").count() == 1
    with pytest.raises(NotFound):
        revoke_key(public_id="nothing2", by=SYSTEM, at=AT)


def test_the_last_use_is_written_at_most_once_a_minute() -> None:
    made = make()
    header = f"Bearer {made.token}"
    for seconds, expected in ((0, 0), (30, 0), (61, 61), (90, 61)):
        forget()
        identify(header, at=AT + timedelta(seconds=seconds))
        used = ApiKey.objects.get(pk=made.public_id).last_used_at
        assert used == AT + timedelta(seconds=expected)


def test_drafts_that_make_no_sense_are_refused_and_write_nothing() -> None:
    for fields, refusal in (
        ({"name": "  "}, NameRequired),
        ({"name": "x" * 121}, NameRequired),
        ({"permissions": ["orders:fly"]}, UnknownPermission),
        ({"per_minute": -1}, BadRate),
        ({"expires_at": AT}, BadExpiry),
    ):
        with pytest.raises(refusal):
            make(**fields)
    assert ApiKey.objects.count() == 0


def test_lists_need_the_permission_and_show_live_keys_first() -> None:
    ended, live = make(name="ended"), make(name="live")
    revoke_key(public_id=ended.public_id, by=SYSTEM, at=AT)
    assert [row.name for row in list_keys(access=EVERYTHING, at=AT)] == ["live", "ended"]
    with pytest.raises(Forbidden):
        list_keys(access=Access(permissions=frozenset({"orders:read"})), at=AT)
    assert live.public_id != ended.public_id


@pytest.mark.django_db(transaction=True)
def test_a_command_needs_the_transaction_of_its_door() -> None:
    with pytest.raises(NoTransaction):
        make()
    with transaction.atomic():
        make()
