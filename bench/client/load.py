"""A load client that costs little: one process, raw keep-alive sockets, requests made beforehand.

Runs as a process of its own (`python bench/client/load.py`), so that its work is counted with the server's, as the work
of pgbench is counted with the limit's.
"""

import argparse
import json
import selectors
import socket
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

Maker = Callable[[], bytes]


@dataclass(slots=True)
class Outcome:
    """What the clients saw: answers by status, single durations in milliseconds, seconds from first to last."""

    statuses: dict[int, int] = field(default_factory=dict)
    durations_ms: list[float] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def ok(self) -> int:
        return sum(count for status, count in self.statuses.items() if 200 <= status < 300)


class _Client:
    __slots__ = ("began", "buffer", "need", "socket", "status")

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.buffer = b""
        self.need = -1
        self.status = 0
        self.began = 0.0

    def send(self, request: bytes) -> None:
        self.buffer, self.need = b"", -1
        self.began = time.perf_counter()
        self.socket.sendall(request)

    def receive(self) -> bool:
        """Take what has come; True when the answer is complete."""
        piece = self.socket.recv(1 << 20)
        if not piece:
            raise ConnectionError("the server closed the connection")
        self.buffer += piece
        if self.need < 0:
            end = self.buffer.find(b"\r\n\r\n")
            if end < 0:
                return False
            head = self.buffer[:end].lower()
            self.status = int(head[9:12])
            at = head.find(b"content-length:")
            self.need = end + 4 + int(head[at + 15 :].split(b"\r\n", 1)[0])
        return len(self.buffer) >= self.need


def run(*, port: int, clients: int, seconds: float, make: Maker) -> Outcome:
    """Keep `clients` requests under way for `seconds`; every one is waited for."""
    outcome = Outcome()
    selector = selectors.DefaultSelector()
    began = time.perf_counter()
    until = began + seconds
    for _ in range(clients):
        client = _Client(port)
        selector.register(client.socket, selectors.EVENT_READ, client)
        client.send(make())
    under_way = clients
    while under_way:
        for key, _ in selector.select():
            client = key.data
            if not client.receive():
                continue
            moment = time.perf_counter()
            outcome.statuses[client.status] = outcome.statuses.get(client.status, 0) + 1
            outcome.durations_ms.append((moment - client.began) * 1000)
            if moment < until:
                client.send(make())
            else:
                selector.unregister(client.socket)
                client.socket.close()
                under_way -= 1
    outcome.seconds = time.perf_counter() - began
    return outcome


def request(*, method: str, path: str, key: str, body: bytes = b"") -> bytes:
    """One HTTP/1.1 request as it goes over the wire."""
    head = f"{method} {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {key}\r\n"
    if body:
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return head.encode() + b"\r\n" + body


def lines_of(path: str) -> Iterator[bytes]:
    """The requests of a file, each a JSON string a line, over and over."""
    with Path(path).open(encoding="utf-8") as file:
        requests = [json.loads(line).encode() for line in file]
    while True:
        yield from requests


def main(argv: list[str]) -> int:
    """Run the requests of a file; print the outcome as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--requests", required=True)
    options = parser.parse_args(argv)
    supply = lines_of(options.requests)
    outcome = run(
        port=options.port, clients=options.clients, seconds=options.seconds, make=lambda: next(supply)
    )
    print(
        json.dumps(
            {
                "statuses": outcome.statuses,
                "durations_ms": outcome.durations_ms,
                "seconds": outcome.seconds,
            }
        )
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
