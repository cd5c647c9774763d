"""The documentation says what is true: its commands, addresses, refusals and links exist, and it builds."""

import importlib
import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config

from estafette.assembly.api import PREFIX, ROUTERS
from estafette.assembly.cli.main import COMMANDS
from estafette.platform.access.rules import PERMISSIONS
from tests.architecture.test_lifecycles import lifecycles
from tests.architecture.test_refusals import refusals
from tests.architecture.tree import ROOT, report, tracked

PAGES = (*sorted((ROOT / "docs").rglob("*.md")), *sorted(ROOT.glob("*.md")))
COMMAND = re.compile(r"\bestafette ([a-z]+)(?=[ `\n])")
TARGET = re.compile(r"`?make ([a-z-]+)`?")
ADDRESS = re.compile(r"(?:[A-Z]+ )?/api/v1(/[\w{}$/.-]*)")
LINK = re.compile(r"\]\(([^)#\s]+\.md)(?:#[\w-]+)?\)")
CODE_IN_TABLE = re.compile(r"^\| `([a-z_]+)` \| (\d{3}) \|", re.MULTILINE)
GENERATED = re.compile(r"rooms/\w+\.md|identities\.md|event-types\.md")
PROSE = frozenset({"is", "has", "takes", "and", "on", "in", "at", "exploitation"})
OUTSIDE = re.compile(
    r"(?:src|href)=\"(?:https?:)?//(?!(?:jcristharif|squidfunk|www\.mkdocs)\b)[^\"]+\.(?:js|css|woff2?)"
)


def unknown_commands(text: str) -> list[str]:
    """`estafette <command>` in code that the command line does not know."""
    code = "\n".join(re.findall(r"```.*?```|`[^`\n]+`", text, re.DOTALL))
    return [name for name in COMMAND.findall(code) if name not in COMMANDS and name not in PROSE]


def unknown_targets(text: str, makefile: str) -> list[str]:
    """`make <target>` in code that the Makefile does not have."""
    code = "\n".join(re.findall(r"```.*?```|`[^`\n]+`", text, re.DOTALL))
    return [name for name in TARGET.findall(code) if not re.search(rf"^{name}:", makefile, re.MULTILINE)]


def unknown_addresses(text: str, known: list[re.Pattern[str]]) -> list[str]:
    """API addresses that no endpoint has; a name in braces or a value may stand for a part."""
    found = [address.rstrip("/.") for address in ADDRESS.findall(text)]
    return [each for each in found if each and not any(pattern.fullmatch(each) for pattern in known)]


def known_addresses() -> list[re.Pattern[str]]:
    """Patterns of all endpoints, without the prefix."""
    paths = {endpoint.path for router in ROUTERS for endpoint in router.endpoints} | {"/openapi.json"}
    return [re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path))) for path in paths]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_what_a_page_names_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert PREFIX == "/api/v1"
    findings = [
        *(f"no command estafette {name}" for name in unknown_commands(text)),
        *(f"no target make {name}" for name in unknown_targets(text, makefile)),
        *(f"no endpoint {address}" for address in unknown_addresses(text, known_addresses())),
        *(f"no page {link}" for link in _broken_links(page, text)),
    ]
    assert not findings, report(findings)


def _broken_links(page: Path, text: str) -> list[str]:
    links = [link for link in LINK.findall(text) if "://" not in link and not GENERATED.search(link)]
    return [link for link in links if not (page.parent / link).is_file()]


def test_wrong_names_are_seen() -> None:
    assert unknown_commands("`estafette upp`") == ["upp"]
    assert unknown_commands("`estafette up` and estafette is good") == []
    assert unknown_targets("```\nmake tset\n```", "test: x") == ["tset"]
    assert unknown_addresses("GET /api/v1/nothing", known_addresses()) == ["/nothing"]
    assert unknown_addresses("GET /api/v1/openapi.json", known_addresses()) == []
    assert _broken_links(ROOT / "README.md", "[x](docs/none.md)") == ["docs/none.md"]


def test_refusals_in_the_guide_exist() -> None:
    text = (ROOT / "docs/api.md").read_text(encoding="utf-8")
    named = set(CODE_IN_TABLE.findall(text))
    known = {(kind.code, str(kind.status)) for kind in refusals()}
    assert named
    assert named - known == set()


def test_permissions_are_documented() -> None:
    text = (ROOT / "docs/concepts/access.md").read_text(encoding="utf-8")
    assert [name for name in PERMISSIONS if f"`{name}`" not in text] == []


def test_every_benchmark_is_documented() -> None:
    text = (ROOT / "docs/benchmarks.md").read_text(encoding="utf-8")
    named = set(re.findall(r"^\| `([a-z-]+)` \|", text, re.MULTILINE))
    runnable = {
        path.stem.replace("_", "-")
        for path in (ROOT / "bench").glob("*.py")
        if re.search(r"^def main\(", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    assert named == runnable


def test_files_of_others_are_named_with_their_license() -> None:
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    vendored = [path for path in tracked() if path.parent.name == "vendor" and path.suffix != ".txt"]
    assert vendored
    assert [path.name for path in vendored if path.stem.split("-")[0].lower() not in notice.lower()] == []


def hooks() -> ModuleType:
    """`docs/hooks.py`, which is not in a package."""
    spec = importlib.util.spec_from_file_location("docs_hooks", ROOT / "docs/hooks.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_every_lifecycle_is_printed_with_every_state() -> None:
    for name, table in lifecycles().items():
        room = name.split(".")[1]
        page = hooks().room_page(room)
        assert f"### {table.name}" in page
        assert all(f"| `{state}` |" in page for state in table.states), name


@pytest.mark.slow
def test_the_site_builds_and_asks_no_other_server(tmp_path: Path) -> None:
    build(load_config(str(ROOT / "mkdocs.yml"), site_dir=str(tmp_path), strict=True))
    pages = list(tmp_path.rglob("*.html"))
    assert len(pages) > 20
    outside = {page.name: OUTSIDE.findall(page.read_text(encoding="utf-8")) for page in pages}
    assert {name: found for name, found in outside.items() if found} == {}
    assert OUTSIDE.search('<script src="https://unpkg.com/x.js">')
