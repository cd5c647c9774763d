"""Pages about rooms, identities and events, made from the source when the documentation is built, so that they cannot grow old.

Docstrings and signatures are read from the source; lifecycle tables and endpoints are asked from the code itself.
"""

import ast
import importlib
import inspect
import os
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import django
import msgspec
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files

from estafette.platform.lifecycle import Lifecycle

SOURCE = Path(__file__).resolve().parent.parent / "src" / "estafette"
ROOMS = ("catalog", "customers", "network", "pricing", "inventory", "orders")


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Add one generated page a room, and their overview."""
    for room in ROOMS:
        files.append(File.generated(config, f"rooms/{room}.md", content=room_page(room)))
    files.append(File.generated(config, "rooms/index.md", content=overview()))
    files.append(File.generated(config, "concepts/identities.md", content=identities_page()))
    files.append(File.generated(config, "event-types.md", content=event_types_page()))
    return files


def overview() -> str:
    """What each room owns, and a link to it."""
    rows = [f"| [{room}]({room}.md) | {_first_sentence(_docstring(room))} |" for room in reversed(ROOMS)]
    return "\n".join(
        [
            "# Rooms",
            "",
            "A room is one business capability. A room calls only rooms that stand lower in this picture, which decide"
            " earlier; rooms that act later learn of facts from the [event log](../concepts/events.md). Rooms joined by"
            " a bar do not call each other. A room shows its commands, queries, events, types and ports, and nothing else.",
            "",
            "```text",
            _river(),
            "```",
            "",
            "From the top of the picture down:",
            "",
            "| Room | What it owns |",
            "|---|---|",
            *rows,
            "",
            "These pages are made from the source: what stands here is what the code says.",
            "",
        ]
    )


def identities_page() -> str:
    """What `estafette check` proves."""
    rows = [
        f"| `{each.name}` | {_cell(each.formula)} |" for each in _code("estafette.assembly.check").IDENTITIES
    ]
    return "\n".join(
        [
            "# What must always be true",
            "",
            "After every commit, these hold over the whole database. Where a row is enough to see it, a constraint keeps it;",
            "`estafette check` asks all of them, in one consistent view, while writers go on. It names each offender",
            "and exits with 1 on any; with `--json` it answers for machines.",
            "",
            "| Name | What holds |",
            "|---|---|",
            *rows,
            "",
            "The tests break each of them by hand and see it named, and ask them again after each step of random histories.",
            "",
        ]
    )


def event_types_page() -> str:
    """The public event types and the fields of their data."""
    parts = [
        "# Event types",
        "",
        "What the feed at `/api/v1/events` tells. Within v1 a type only ever gains fields; any other change is a new"
        " `version` of it. Their JSON Schema is at `/api/v1/events/types`. See [Events, exactly once](concepts/events.md).",
        "",
    ]
    for each in _code("estafette.assembly.published").PUBLICATIONS:
        parts += [
            f"## {each.name}",
            "",
            inspect.cleandoc(each.data.__doc__ or ""),
            "",
            *_fields(each.data),
            "",
        ]
    return "\n".join(parts)


def _fields(kind: type[msgspec.Struct]) -> Iterator[str]:
    yield from ("| Field | Type |", "|---|---|")
    for each in msgspec.structs.fields(kind):
        text = each.type.__name__ if isinstance(each.type, type) else str(each.type)
        yield f"| `{each.encode_name}` | `{re.sub(r'(?:[a-z_]+[.])+', '', text)}` |"


def room_page(room: str) -> str:
    """Everything that a reader of one room needs, from its docstrings."""
    parts = [f"# {room.capitalize()}", "", _docstring(room), ""]
    sections = {
        "Commands": _functions(_files(room, "commands"), room),
        "Queries": _functions(_files(room, "queries"), room),
        "HTTP": _endpoints(room),
        "Events": _events(_files(room, "events")),
        "Lifecycles": _lifecycles(room),
        "Refusals": _refusals(sorted((SOURCE / room).rglob("*.py"))),
    }
    for title, lines in sections.items():
        body = list(lines)
        if body:
            parts += [f"## {title}", "", *body, ""]
    return "\n".join(parts)


def _river() -> str:
    text = (SOURCE.parent.parent / ".importlinter").read_text(encoding="utf-8")
    layers = text.split("layers =", 1)[1].split("exhaustive", 1)[0]
    return "\n".join(line.strip() for line in layers.strip().splitlines())


def _files(room: str, place: str) -> list[Path]:
    folder = SOURCE / room / place
    file = SOURCE / room / f"{place}.py"
    return sorted(folder.glob("*.py")) if folder.is_dir() else [file] if file.is_file() else []


def _parse(file: Path) -> ast.Module:
    return ast.parse(file.read_text(encoding="utf-8"))


def _docstring(room: str) -> str:
    return ast.get_docstring(_parse(SOURCE / room / "__init__.py")) or ""


def _first_sentence(text: str) -> str:
    return " ".join(text.split("\n\n", 1)[0].split())


def _functions(files: list[Path], room: str) -> Iterator[str]:
    for file in files:
        module = ".".join(("estafette", room, *file.relative_to(SOURCE / room).with_suffix("").parts))
        for node in _parse(file).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                yield from (f"### {node.name} {{ #{file.stem}-{node.name} }}", "")
                yield from (f"```python\n# {module}\n{_signature(node)}\n```", "")
                yield _text(node)
                yield ""


def _signature(node: ast.FunctionDef) -> str:
    parts = [ast.unparse(ast.arguments([], [each], None, [], [], None, [])) for each in node.args.args]
    if node.args.kwonlyargs:
        parts.append("*")
    for each, default in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True):
        parts.append(ast.unparse(each) + (f" = {ast.unparse(default)}" if default else ""))
    answer = ast.unparse(node.returns) if node.returns else "None"
    line = f"{node.name}({', '.join(parts)}) -> {answer}"
    if len(line) <= 88:
        return line
    return f"{node.name}(\n" + "".join(f"    {part},\n" for part in parts) + f") -> {answer}"


def _text(node: ast.FunctionDef | ast.ClassDef) -> str:
    return inspect.cleandoc(ast.get_docstring(node) or "")


def _endpoints(room: str) -> Iterator[str]:
    rows = [
        f"| `{each.method}` | `{each.path}` | `{each.scope}` | {_cell(each.summary)} |"
        for router in _code("estafette.assembly.api").ROUTERS
        for each in router.endpoints
        if each.handler.__module__.startswith(f"estafette.{room}.")
    ]
    if rows:
        yield from ("| Method | Path | Permission | What it does |", "|---|---|---|---|", *rows)


@cache
def _code(module: str) -> ModuleType:
    """A module of the assembly, as it is served. No database is asked."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "estafette.assembly.settings")
    django.setup()
    return importlib.import_module(module)


def _events(files: list[Path]) -> Iterator[str]:
    for file in files:
        for node in _parse(file).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                fields = [each for each in node.body if isinstance(each, ast.AnnAssign)]
                kinds = [each.value for each in fields if ast.unparse(each.target) == "kind" and each.value]
                kind = f"`{ast.literal_eval(kinds[0])}`: " if kinds else ""
                yield from (f"### {node.name}", "", f"{kind}{_text(node)}", "")
                listed = [each for each in fields if not ast.unparse(each.annotation).startswith("ClassVar")]
                yield from (
                    f"- `{ast.unparse(each.target)}`: `{ast.unparse(each.annotation)}`" for each in listed
                )
                yield ""


def _lifecycles(room: str) -> Iterator[str]:
    if not (SOURCE / room / "rules.py").is_file():
        return
    module = importlib.import_module(f"estafette.{room}.rules")
    for value in vars(module).values():
        if isinstance(value, Lifecycle):
            yield from lifecycle_table(value)


def lifecycle_table(table: Lifecycle) -> Iterator[str]:
    """A lifecycle as a Markdown table: each state and what may follow."""
    yield from (f"### {table.name}", "", "| State | | may become |", "|---|---|---|")
    for state in table.states:
        role = "begins here" if state in table.beginnings else "ends here" if state in table.final else ""
        following = (
            ", ".join(f"`{each}`" for each in sorted(table.moves.get(state, frozenset()))) or "nothing"
        )
        yield f"| `{state}` | {role} | {following} |"
    yield ""


def _refusals(files: list[Path]) -> Iterator[str]:
    rows = sorted({row for file in files if "tests" not in file.parts for row in _refusal_rows(_parse(file))})
    if rows:
        yield from ("| Code | What it says | What to do |", "|---|---|---|", *rows)


def _refusal_rows(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            said = dict(_constants(node))
            if "code" in said and "message" in said:
                yield f"| `{said['code']}` | {_cell(said['message'])} | {_cell(said.get('remedy', ''))} |"


def _constants(node: ast.ClassDef) -> Iterator[tuple[str, Any]]:
    for each in node.body:
        if isinstance(each, ast.Assign) and isinstance(each.targets[0], ast.Name):
            value = each.value
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                yield each.targets[0].id, value.value


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|").replace("<", "&lt;")
