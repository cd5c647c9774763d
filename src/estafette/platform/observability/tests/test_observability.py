"""Logs without values, request ids that go through, measures of many processes as one."""

import json
import logging
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import structlog
from django.http import HttpRequest, HttpResponse
from structlog.contextvars import get_contextvars

from estafette.platform.observability import logs, metrics
from estafette.platform.observability.middleware import observe

ENTRY = """
import os, sys
from estafette.platform.observability import metrics
done = metrics.counter(name="done", help="h", labels=("kind",))
level = metrics.gauge(name="level", help="h", mode="livesum")
done.labels("x").inc(int(sys.argv[1]))
level.set(int(sys.argv[1]))
print(metrics.exposition().decode() if sys.argv[2] == "show" else "")
if sys.argv[2] == "wait": sys.stdin.read()
"""


def request(**headers: str) -> HttpRequest:
    made = HttpRequest()
    made.method = "GET"
    made.META.update({f"HTTP_{name.upper()}": value for name, value in headers.items()})
    return made


def through(made: HttpRequest) -> tuple[str, dict[str, Any]]:
    seen: dict[str, Any] = {}

    def view(_request: HttpRequest) -> HttpResponse:
        seen.update(get_contextvars())
        return HttpResponse(b"")

    answer = observe(view)(made)
    return answer.headers["X-Request-ID"], seen


def test_a_fit_request_id_is_kept_and_logged() -> None:
    assert through(request(x_request_id="proxy-1234.abc")) == (
        "proxy-1234.abc",
        {"request_id": "proxy-1234.abc"},
    )
    assert get_contextvars() == {}


@pytest.mark.parametrize("bad", ["", "short", "x" * 65, "line\nbreak-123", "jane@example.com", "é" * 12])
def test_any_other_one_is_replaced(bad: str) -> None:
    given, seen = through(request(x_request_id=bad))
    assert given != bad
    assert len(given) == 16
    assert seen == {"request_id": given}


def test_the_context_is_cleared_after_a_fault() -> None:
    def view(_request: HttpRequest) -> HttpResponse:
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        observe(view)(request())
    assert get_contextvars() == {}


def lines(form: str, capsys: pytest.CaptureFixture[str]) -> str:
    kept = structlog.get_config()
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    try:
        logs.configure(level="info", form=form, process="web")
        structlog.get_logger("a.b").info("thing happened", count=3)
        structlog.get_logger("a.b").debug("not this")
        try:
            raise ValueError(
                "duplicate key\nDETAIL:  Key (email)=(jane@example.com) already exists.\nCONTEXT:  x"
            )
        except ValueError:
            logging.getLogger("elsewhere").exception("it failed")
            structlog.get_logger("a.b").exception("it failed here")
    finally:
        structlog.configure(**kept)
        root.handlers[:] = handlers
        root.setLevel(level)
    return capsys.readouterr().err


def test_lines_for_machines_are_json_whoever_wrote_them(capsys: pytest.CaptureFixture[str]) -> None:
    own, foreign, fault = map(json.loads, lines("json", capsys).splitlines())
    assert (own["event"], own["count"], own["level"], own["process"], own["logger"]) == (
        "thing happened",
        3,
        "info",
        "web",
        "a.b",
    )
    assert (foreign["event"], foreign["level"], foreign["logger"]) == ("it failed", "error", "elsewhere")
    assert "ValueError" in foreign["exception"]
    assert "ValueError" in fault["exception"]


@pytest.mark.parametrize("form", ["json", "text"])
def test_values_that_the_database_quotes_are_left_out(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    text = lines(form, capsys)
    assert "jane@example.com" not in text
    assert text.count("DETAIL: (left out)") == 2
    assert "duplicate key" in text


def test_processes_are_counted_together_and_live_gauges_end_with_theirs(tmp_path: Path) -> None:
    folder = metrics.fresh_folder(tmp_path / "m")
    environ = {**os.environ, metrics.FOLDER: str(folder)}

    def run(amount: int, mode: str) -> "subprocess.Popen[str]":
        return subprocess.Popen(
            [sys.executable, "-c", ENTRY, str(amount), mode],
            env=environ,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    run(5, "end").communicate()
    waiting = run(7, "wait")
    assert waiting.stdout is not None
    waiting.stdout.readline()
    text, _ = run(1, "show").communicate()
    waiting.communicate()
    assert 'estafette_done_total{kind="x"} 13.0' in text
    assert "estafette_level 8.0" in text
    metrics.fresh_folder(folder)
    assert list(folder.iterdir()) == []
