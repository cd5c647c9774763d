"""A receiver of webhooks that checks signatures and fails as often as it is told; it knows nothing of the product."""

import base64
import hashlib
import hmac
import json
import random
import socketserver
import threading
from http.server import BaseHTTPRequestHandler
from multiprocessing.connection import Connection


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 128


def receive(pipe: Connection, failing: float) -> None:
    """Accept what is signed rightly, save for a share that is refused. The pipe gives the address, takes the secret,
    and at the end (None) gives what was accepted: the sequence numbers of each subject."""
    accepted: dict[str, list[int]] = {}
    dice, lock = random.Random(7), threading.Lock()
    secrets: list[bytes] = []

    class Door(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            signed = f"{self.headers['webhook-id']}.{self.headers['webhook-timestamp']}.".encode() + body
            right = "v1," + base64.b64encode(hmac.new(secrets[0], signed, hashlib.sha256).digest()).decode()
            fact = json.loads(body)
            with lock:
                fine = right == self.headers["webhook-signature"] and dice.random() >= failing
                if fine:
                    accepted.setdefault(fact["subject"], []).append(fact["sequence"])
            self.wfile.write(
                b"HTTP/1.1 204 ok\r\n\r\n" if fine else b"HTTP/1.1 500 no\r\ncontent-length: 0\r\n\r\n"
            )

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = _Server(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    pipe.send(f"http://127.0.0.1:{server.server_address[1]}/")
    secrets.append(base64.b64decode(str(pipe.recv()).removeprefix("whsec_")))
    pipe.recv()
    with lock:
        pipe.send(accepted)
