"""A real receiver on this machine, over HTTP, that answers as a test says and remembers what it was sent."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from typing import Any

import msgspec


@dataclass(frozen=True)
class Got:
    """One request as it came, and when it began and ended."""

    headers: dict[str, str]
    body: bytes
    began: float
    number: int

    @property
    def event(self) -> dict[str, Any]:
        return dict(msgspec.json.decode(self.body))


Behave = Callable[[Any, Got], None]


@dataclass
class Receiver:
    """What came, in order of arrival; `behave` answers."""

    behave: Behave
    got: list[Got] = field(default_factory=list)
    spans: list[tuple[str, float, float]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)
    url: str = ""

    def subjects(self, subject: str) -> list[int]:
        """The sequence numbers of one aggregate, as they came."""
        return [each.event["sequence"] for each in self.got if each.event["subject"] == subject]

    def together(self) -> list[str]:
        """Aggregates of which two were under way at the same time."""
        spans = sorted(self.spans)
        return [a for (a, _, end), (b, begin, _) in pairwise(spans) if a == b and begin < end]


def ok(door: Any, _got: Got) -> None:
    """Accept it."""
    answer(door, 204)


def status(code: int, **headers: str) -> Behave:
    """Answer with a status and headers (an underscore stands for a hyphen)."""

    def behave(door: Any, _got: Got) -> None:
        answer(door, code, b"no", {name.replace("_", "-"): value for name, value in headers.items()})

    return behave


def answer(door: Any, code: int, body: bytes = b"", headers: dict[str, str] | None = None) -> None:
    """A whole answer."""
    door.send_response(code)
    for name, value in (headers or {}).items():
        door.send_header(name, value)
    if code != 204:
        door.send_header("content-length", str(len(body)))
    door.end_headers()
    door.wfile.write(body)


@contextmanager
def receiving(behave: Behave = ok) -> Iterator[Receiver]:
    """A receiver on a free port, until the end."""
    receiver = Receiver(behave)

    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            began = time.monotonic()
            length = int(self.headers["content-length"])
            body = self.rfile.read(length)
            if len(body) < length:  # the sender was killed in the middle: nothing has come
                self.close_connection = True
                return
            headers = {name.lower(): value for name, value in self.headers.items()}
            with receiver.lock:
                got = Got(headers, body, began, len(receiver.got) + 1)
                receiver.got.append(got)
            try:
                receiver.behave(self, got)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True
            finally:
                with receiver.lock:
                    receiver.spans.append((got.event["subject"], began, time.monotonic()))

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        request_queue_size = 256

        def handle_error(self, request: Any, client_address: Any) -> None:
            """A connection that breaks is what some tests want."""

    server = Server(("127.0.0.1", 0), Door)
    receiver.url = f"http://127.0.0.1:{server.server_address[1]}/hook"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        server.server_close()
