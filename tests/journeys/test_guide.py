"""The guide of the HTTP API, run as it is written: every curl is sent, every printed answer is compared."""

import json
import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client

from estafette.inventory.queries.shown import watch
from estafette.testing.http import Caller
from tests.architecture.tree import ROOT

FENCE = re.compile(r"^```(bash|json)(?: title=\"(\d{3})[^\"]*\")?\n(.*?)^```", re.DOTALL | re.MULTILINE)
FILE = re.compile(r"cat > (\S+) <<'END'\n(.*?)\nEND\n", re.DOTALL)
KEPT = re.compile(r"^(\w+)=\$\((curl .*?) \| jq -r '?(\S+?)'?\)$", re.DOTALL)
CHANGING = (".number", ".version")
SET = re.compile(r"^(\w+)=(\S+)\n", re.MULTILINE)
STEP = re.compile(r"\.(\w+)|\[(\d+)\]")
VOLATILE = re.compile(r"…|^[0-9a-f]{8}-[0-9a-f]{4}-7|^\d{4}-\d\d-\d\dT")
HOST = "http://127.0.0.1:8000"


@dataclass
class Reader:
    """Somebody who follows the guide: a shell with variables and files, and a key."""

    variables: dict[str, str]
    client: Client = field(default_factory=Client)
    files: dict[str, str] = field(default_factory=dict)

    def run(self, block: str) -> tuple[int, Any]:
        """Run one block; status and answer of its last call."""
        for name, text in FILE.findall(block):
            self.files[name] = text
        rest = FILE.sub("", block)
        self.variables.update(SET.findall(rest))
        rest = SET.sub("", rest).replace("\\\n", " ").strip()
        kept = KEPT.match(rest)
        if kept is None:
            return self.send(rest)
        status, answer = self.send(kept.group(2))
        self.variables[kept.group(1)] = str(walk(answer, kept.group(3)))
        return status, answer

    def send(self, command: str) -> tuple[int, Any]:
        """Send what a curl command would."""
        for name, value in self.variables.items():
            command = command.replace(f"${name}", value)
        words = [word for word in shlex.split(command) if word not in ("curl", "-s", "-g", "-i")]
        method, url, headers, body = "", "", {}, b""
        pairs = iter(words)
        for word in pairs:
            if word == "-X":
                method = next(pairs)
            elif word == "-H":
                name, _, value = next(pairs).partition(": ")
                headers[name] = value
            elif word in ("-d", "--data"):
                body = self._data(next(pairs))
            else:
                url = word
        return self._ask(method or ("POST" if body else "GET"), url, headers, body)

    def _data(self, text: str) -> bytes:
        return (self.files[text[1:]] if text.startswith("@") else text).encode()

    def _ask(self, method: str, url: str, headers: dict[str, str], body: bytes) -> tuple[int, Any]:
        assert url.startswith(HOST), url
        kind = headers.pop("Content-Type", "")
        response = self.client.generic(
            method, url.removeprefix(HOST), body, kind or "application/octet-stream", headers=headers
        )
        return response.status_code, json.loads(response.content)


def walk(answer: Any, path: str) -> Any:
    """What a jq path such as `.holds[0].id` names."""
    for name, index in STEP.findall(path):
        answer = answer[name] if name else answer[int(index)]
    return answer


def differences(printed: Any, answer: Any, where: str = "") -> Iterator[str]:
    """Where the answer does not have what is printed. What changes from run to run is compared by type alone."""
    if isinstance(printed, dict) and isinstance(answer, dict):
        for name, value in printed.items():
            if name not in answer:
                yield f"{where}.{name} is not in the answer"
            else:
                yield from differences(value, answer[name], f"{where}.{name}")
    elif isinstance(printed, list) and isinstance(answer, list):
        if len(answer) < len(printed):
            yield f"{where} has {len(answer)} entries"
        for index, (one, other) in enumerate(zip(printed, answer, strict=False)):
            yield from differences(one, other, f"{where}[{index}]")
    elif where.endswith(CHANGING) or (isinstance(printed, str) and VOLATILE.search(printed)):
        if type(answer) is not type(printed):
            yield f"{where} is {answer!r}"
    elif printed != answer:
        yield f"{where} is {answer!r}, printed {printed!r}"


@pytest.mark.django_db(transaction=True)
def test_the_guide_works_as_it_is_printed(request: pytest.FixtureRequest) -> None:
    text = (ROOT / "docs/api.md").read_text(encoding="utf-8")
    reader = Reader({"ESTAFETTE": HOST, "KEY": Caller().token})
    last: tuple[int, Any] = (200, None)
    checked = True
    calls = 0
    request.addfinalizer(watch.stop)
    for kind, status, block in FENCE.findall(text):
        if kind == "bash":
            assert checked or last[0] < 300, last
            last, checked = reader.run(block), False
            calls += 1
        elif status:
            checked = True
            assert (last[0], list(differences(json.loads(block), last[1]))) == (int(status), []), last[1]
    assert calls > 10


def test_a_wrong_print_is_seen() -> None:
    answer = {"id": "0190f0a0-0000-7000-8000-000000000000", "lines": [{"sku": "A"}], "total": 3}
    assert list(differences({"id": "019…", "lines": [{"sku": "A"}]}, answer)) == []
    assert list(differences({"total": 4}, answer)) == [".total is 3, printed 4"]
    assert list(differences({"lines": [{"sku": "A"}, {"sku": "B"}]}, answer)) == [".lines has 1 entries"]
    assert list(differences({"sum": 3}, answer)) == [".sum is not in the answer"]
    assert walk(answer, ".lines[0].sku") == "A"
