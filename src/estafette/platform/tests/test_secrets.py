"""Sealed secrets: opened by whoever has the key, for what they were sealed for, also after the key has changed."""

import pytest
from django.test import override_settings

from estafette.platform import secrets


def test_what_is_sealed_opens_and_cannot_be_read() -> None:
    one, other = secrets.seal(b"secret", purpose="a"), secrets.seal(b"secret", purpose="a")
    assert one != other
    assert "secret" not in one
    assert secrets.unseal(one, purpose="a") == secrets.unseal(other, purpose="a") == b"secret"
    assert secrets.is_current(one)


@pytest.mark.parametrize(
    "change", [lambda text: text[:-6] + "AAAAA=", lambda text: "x" + text, lambda _: "", lambda _: "s1"]
)
def test_what_was_changed_does_not_open(change) -> None:
    with pytest.raises(secrets.CannotOpen):
        secrets.unseal(change(secrets.seal(b"secret", purpose="a")), purpose="a")


def test_it_opens_for_its_purpose_alone() -> None:
    with pytest.raises(secrets.CannotOpen):
        secrets.unseal(secrets.seal(b"secret", purpose="a"), purpose="b")


def test_a_key_can_be_changed() -> None:
    with override_settings(SECRET_KEY="old"):
        sealed = secrets.seal(b"secret", purpose="a")
    with override_settings(SECRET_KEY="new", SECRET_KEY_FALLBACKS=[]), pytest.raises(secrets.CannotOpen):
        secrets.unseal(sealed, purpose="a")
    with override_settings(SECRET_KEY="new", SECRET_KEY_FALLBACKS=["old"]):
        assert secrets.unseal(sealed, purpose="a") == b"secret"
        assert not secrets.is_current(sealed)
