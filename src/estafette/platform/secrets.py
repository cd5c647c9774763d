"""Secrets of others that we must be able to read again: encrypted where they are stored, with the key's id beside.

The keys come from `ESTAFETTE_SECRET_KEY`, and from `ESTAFETTE_OLD_SECRET_KEYS` while things that were sealed
before a change of key are still about: they are opened by the old key and sealed again by the new one.
"""

import base64
import binascii
import hashlib
import os
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

FORM = "s1"
NONCE = 12


class CannotOpen(Exception):
    """What is stored was sealed by a key that this deployment does not have, for something else, or was changed."""


def seal(secret: bytes, *, purpose: str) -> str:
    """The secret, encrypted by the present key: `s1.<key id>.<nonce and text>`. It opens for `purpose` alone."""
    key_id, key = _derive(settings.SECRET_KEY)
    nonce = os.urandom(NONCE)
    sealed = nonce + AESGCM(key).encrypt(nonce, secret, _about(key_id, purpose))
    return f"{FORM}.{key_id}.{base64.urlsafe_b64encode(sealed).decode()}"


def unseal(text: str, *, purpose: str) -> bytes:
    """What was sealed for `purpose`, by the present key or an old one. Raises `CannotOpen`."""
    form, _, rest = text.partition(".")
    key_id, _, encoded = rest.partition(".")
    key = _keys().get(key_id)
    if form != FORM or key is None:
        raise CannotOpen(f"sealed by the key {key_id!r}, which is not here")
    try:
        sealed = base64.urlsafe_b64decode(encoded)
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], _about(key_id, purpose))
    except (binascii.Error, InvalidTag, ValueError) as error:
        raise CannotOpen("changed, or sealed for something else") from error


def is_current(text: str) -> bool:
    """Whether the present key has sealed it; else seal it again while the old key is known."""
    return text.startswith(f"{FORM}.{_derive(settings.SECRET_KEY)[0]}.")


def _keys() -> dict[str, bytes]:
    return dict(_derive(each) for each in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS))


@cache
def _derive(secret_key: str) -> tuple[str, bytes]:
    """A key for this purpose alone, and its id: sessions are signed by another one."""
    key = HKDF(SHA256(), 32, salt=None, info=b"estafette.secrets.1").derive(secret_key.encode())
    return hashlib.sha256(b"id:" + key).hexdigest()[:12], key


def _about(key_id: str, purpose: str) -> bytes:
    return f"{FORM}.{key_id}.{purpose}".encode()
