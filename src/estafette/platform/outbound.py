"""Calling systems of others over HTTP: bounded in time and in what is read, and never into our own network.

The address is looked up here and the connection made to exactly what was looked up, so that a name cannot mean
one thing when it is checked and another when it is called. Redirects are answers like others, not followed.
"""

import socket
import ssl
import time
from collections.abc import Iterable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import httpcore

from estafette.platform.addresses import is_public

MAX_READ = 64 * 1024
"""Bytes of an answer that are read at most: beyond, the connection is closed."""
KEPT = 400
"""Bytes of an answer that are handed back."""
IDLE = 20.0
"""Seconds for which an unused connection is kept."""

_deadline: ContextVar[float] = ContextVar("deadline", default=float("inf"))


class Unreachable(Exception):
    """There was no answer; the words say why, for people."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: its status, its headers by lower-case name, and how it begins."""

    status: int
    headers: Mapping[str, str]
    beginning: str


class Outbound:
    """A pool of connections that threads share. `private` lets it call into the own network too."""

    def __init__(self, *, connections: int, private: bool = False) -> None:
        self._pool = httpcore.ConnectionPool(
            ssl_context=ssl.create_default_context(),
            max_connections=connections,
            max_keepalive_connections=connections,
            keepalive_expiry=IDLE,
            network_backend=_Guarded(private),
        )

    def post(self, url: str, *, headers: Mapping[str, str], body: bytes, seconds: float) -> Reply:
        """Send the body and read the answer, all within `seconds`. Raises `Unreachable`."""
        until = time.monotonic() + seconds
        token = _deadline.set(until)
        steps = dict.fromkeys(("connect", "read", "write", "pool"), seconds)
        try:
            with self._pool.stream(
                "POST", url, headers=list(headers.items()), content=body, extensions={"timeout": steps}
            ) as response:
                beginning = _read(response.iter_stream(), until)
                return Reply(response.status, _headers(response.headers), beginning)
        except (httpcore.TimeoutException, TimeoutError) as error:
            raise Unreachable(f"no answer within {seconds:g} seconds") from error
        except Unreachable:
            raise
        except (
            httpcore.NetworkError,
            httpcore.ProtocolError,
            httpcore.UnsupportedProtocol,
            OSError,
        ) as error:
            raise Unreachable(str(error) or type(error).__name__) from error
        finally:
            _deadline.reset(token)

    def close(self) -> None:
        """Close all connections."""
        self._pool.close()


def _read(parts: Iterable[bytes], until: float) -> str:
    """The beginning of a body, of which no more than `MAX_READ` is read."""
    kept, size = b"", 0
    for part in parts:
        size += len(part)
        kept += part[: max(0, KEPT - len(kept))]
        if size >= MAX_READ or time.monotonic() > until:
            break
    return kept.decode("utf-8", "replace").replace("\x00", "")


def _headers(pairs: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in pairs}


class _Guarded(httpcore.NetworkBackend):
    """Looks names up, checks every address, and connects to what was checked."""

    def __init__(self, private: bool) -> None:
        self._private = private
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.NetworkStream:
        found = self._allowed(host, port)
        fault: Exception | None = None
        for address in found:
            try:
                stream = self._inner.connect_tcp(address, port, _left(timeout), local_address, socket_options)
            except httpcore.ConnectError as error:
                fault = error
            else:
                return _Timed(stream)
        raise fault or Unreachable(f"{host} has no address")

    def _allowed(self, host: str, port: int) -> list[str]:
        try:
            infos = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            raise Unreachable(f"{host} has no address") from error
        addresses = list(dict.fromkeys(str(info[4][0]) for info in infos))
        allowed = [each for each in addresses if self._private or is_public(each)]
        if not allowed:
            raise Unreachable(f"{host} lies in a private network, which may not be called")
        return allowed


class _Timed(httpcore.NetworkStream):
    """A connection whose every step ends with the call: a peer that drips bytes gains no time by it."""

    def __init__(self, inner: httpcore.NetworkStream) -> None:
        self._inner = inner

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, _left(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Timed(self._inner.start_tls(ssl_context, server_hostname, _left(timeout)))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


def _left(timeout: float | None) -> float | None:
    left = _deadline.get() - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("the time is over")
    return min(left, timeout) if timeout is not None else None if left == float("inf") else left
