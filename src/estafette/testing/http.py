"""Call the API in tests as an outside system does: with a key, over the whole of the serving code."""

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
from django.db import transaction
from django.test import Client

from estafette.platform.access.commands import create_key
from estafette.platform.access.types import SYSTEM, KeyDraft


class Caller:
    """An outside system with an API key of its own. Each call gives the status and the decoded answer."""

    def __init__(
        self,
        *permissions: str,
        channels: Sequence[int] | None = None,
        locations: Sequence[int] | None = None,
        per_minute: int = 0,
    ) -> None:
        draft = KeyDraft(
            name="test",
            permissions=permissions or ("*",),
            channels=channels,
            locations=locations,
            per_minute=per_minute,
        )
        with transaction.atomic():
            self.token = create_key(draft=draft, by=SYSTEM, at=datetime.now(UTC)).token
        self.client = Client()

    def get(self, path: str, **query: Any) -> tuple[int, Any]:
        """GET a path below /api/v1."""
        response = self.client.get(f"/api/v1{path}", query, headers=self._headers())
        return response.status_code, response.json()

    def delete(self, path: str) -> tuple[int, Any]:
        """DELETE a path below /api/v1."""
        response = self.client.delete(f"/api/v1{path}", headers=self._headers())
        return response.status_code, response.json()

    def put(self, path: str, body: Any, **headers: str) -> tuple[int, Any]:
        """PUT a body, as JSON unless it is bytes."""
        return self._send("PUT", path, body, headers)

    def post(self, path: str, body: Any, *, key: str = "", **headers: str) -> tuple[int, Any]:
        """POST a body under an idempotency key (a new one when none is given)."""
        return self._send("POST", path, body, {"Idempotency-Key": key or str(uuid.uuid4()), **headers})

    def _send(self, method: str, path: str, body: Any, headers: dict[str, str]) -> tuple[int, Any]:
        sent = {**self._headers(), **headers}
        response = self.client.generic(
            method, f"/api/v1{path}", _encoded(body), "application/json", headers=sent
        )
        return response.status_code, response.json()

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


def _encoded(body: Any) -> bytes:
    return body if isinstance(body, bytes) else msgspec.json.encode(body)
