"""What operators rely on: every setting is documented with its default, and a proxy is believed only on demand."""

import re
from pathlib import Path

import pytest
from django.http import HttpRequest

from estafette.assembly import proxy
from estafette.assembly.config import Config, read

GUIDE = Path(__file__).resolve().parents[4] / "docs" / "operate.md"
ROW = re.compile(r"^\| `ESTAFETTE_(\w+)` \| (.+?) \| (.+) \|$", re.MULTILINE)


def test_every_setting_stands_in_the_guide_with_its_default() -> None:
    rows = {name: default for name, default, _ in ROW.findall(GUIDE.read_text(encoding="utf-8"))}
    assert set(rows) == {name.upper() for name in Config.__annotations__}
    found = read({})
    for name, default in rows.items():
        value = getattr(found, name.lower())
        if isinstance(value, bool):
            assert (default, value) == ("off", False)
        elif isinstance(value, int):
            assert default == f"`{value}`"
        elif isinstance(value, tuple):
            assert default == (f"`{','.join(value)}`" if value else "empty")
        elif isinstance(value, str) and name != "SECRET_KEY":
            assert default.startswith(f"`{value}`" if value else "empty")


@pytest.mark.parametrize(
    ("behind", "forwarded", "address"),
    [
        (False, "198.51.100.9", "192.0.2.1"),
        (True, "198.51.100.9", "198.51.100.9"),
        (True, "203.0.113.5, 198.51.100.9", "198.51.100.9"),
        (True, "", "192.0.2.1"),
    ],
)
def test_the_callers_address(
    behind: bool, forwarded: str, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(proxy, "current", lambda: Config(behind_proxy=behind))
    request = HttpRequest()
    request.META.update({"REMOTE_ADDR": "192.0.2.1", "HTTP_X_FORWARDED_FOR": forwarded})
    assert proxy.client_address(request) == address
