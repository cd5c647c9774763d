"""Gather every sentence that people read, keep the catalogs in step, and say what is not translated.

    python tools/messages.py update     write the catalogs, keeping translations, and compile them
    python tools/messages.py check      fail when a French sentence is missing, stale or malformed

Sentences come from templates, from gettext calls, from the `message` and `remedy` of refusals, and from the
nouns that refusals name.
"""

import argparse
import ast
import io
import os
import re
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import django
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src"
LOCALE = SOURCE / "estafette/locale"
LANGUAGES = ("en", "fr")
KEYWORDS = dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop")) | {
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
}
SAME_IN_FRENCH = frozenset(
    {"Actions", "Active", "Article", "Articles", "Kit", "Notes", "Stock", "Taxes", "Total"}
)
"""Words that are written alike in both languages."""

UNDATED = datetime(2026, 1, 1, tzinfo=UTC)

MessageId = str | tuple[str, str]
_TEXT = r"u?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
_ONE = re.compile(rf"\bgettext\({_TEXT}\)")
_MANY = re.compile(rf"\bngettext\({_TEXT},\s*{_TEXT},")
_PLACE = re.compile(r"\{(\w*)[^}]*\}|%\((\w+)\)[sd]")


def gather() -> Catalog:
    """A catalog of all sentences, each with the files in which it stands."""
    found: dict[MessageId, set[str]] = {}
    for path, message in (*_from_python(), *_from_templates()):
        if message and message != ("", ""):
            found.setdefault(message, set()).add(path)
    catalog = Catalog(project="Estafette", charset="utf-8")
    for message in sorted(found, key=lambda each: (sorted(found[each])[0], str(each))):
        flags = ["python-format"] if "%(" in str(message) else []
        catalog.add(message, locations=[(path, 0) for path in sorted(found[message])], flags=flags)
    return catalog


def _from_python() -> Iterator[tuple[str, MessageId]]:
    for path in sorted(SOURCE.rglob("*.py")):
        if "tests" in path.parts or "migrations" in path.parts:
            continue
        with path.open("rb") as file:
            for _line, message, _comments, _context in extract("python", file, KEYWORDS):
                yield _name(path), _as_id(message)
        tree = ast.parse(path.read_text(encoding="utf-8"))
        yield from ((_name(path), text) for text in (*_nouns(tree), *_refusals(tree)))


def _nouns(tree: ast.AST) -> Iterator[str]:
    """What `NotFound(noun="order", …)` and its like name: it is put into a translated sentence."""
    for node in ast.walk(tree):
        if isinstance(node, ast.keyword) and node.arg == "noun" and isinstance(node.value, ast.Constant):
            yield str(node.value.value)


def _refusals(tree: ast.AST) -> Iterator[str]:
    """`message` and `remedy` of the refusals: class attributes, translated when they are spoken."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            for line in node.body:
                target = line.targets[0] if isinstance(line, ast.Assign) else getattr(line, "target", None)
                value = getattr(line, "value", None)
                named = isinstance(target, ast.Name) and target.id in ("message", "remedy")
                if named and isinstance(value, ast.Constant) and isinstance(value.value, str):
                    yield value.value


def _from_templates() -> Iterator[tuple[str, MessageId]]:
    for path in sorted((*SOURCE.rglob("templates/**/*.html"), *SOURCE.rglob("templates/**/*.txt"))):
        text = templatize(path.read_text(encoding="utf-8"), origin=_name(path))
        for one in _ONE.findall(text):
            yield _name(path), ast.literal_eval(one)
        for singular, plural in _MANY.findall(text):
            yield _name(path), (ast.literal_eval(singular), ast.literal_eval(plural))


def _as_id(message: object) -> MessageId:
    if isinstance(message, tuple | list):
        return (str(message[0]), str(message[1]))
    return str(message)


def _name(path: Path) -> str:
    return path.resolve().relative_to(ROOT).as_posix()


def _po(language: str) -> Path:
    return LOCALE / language / "LC_MESSAGES/django.po"


def read(language: str) -> Catalog:
    """The catalog of a language as it stands; empty when there is none yet."""
    path = _po(language)
    if not path.exists():
        return Catalog(locale=language, project="Estafette")
    with path.open("rb") as file:
        catalog = read_po(file, locale=language)
    # The date would otherwise be that of reading, and no two compilations would be alike.
    catalog.creation_date = catalog.revision_date = UNDATED
    return catalog


def update() -> None:
    """Write the catalogs in step with the source, keeping what is translated, and compile them."""
    template = gather()
    for language in LANGUAGES:
        known = read(language)
        merged = Catalog(locale=language, project="Estafette", charset="utf-8", fuzzy=False)
        for message in template:
            if message.id:
                before = known.get(message.id)
                said = before.string if before is not None else message.string
                merged.add(message.id, said, locations=message.locations, flags=message.flags)
        _write(language, merged)


def _write(language: str, catalog: Catalog) -> None:
    path = _po(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        write_po(file, catalog, width=110, omit_header=False, include_lineno=False)
    text = re.sub(
        r'^"(POT-Creation|PO-Revision)-Date:.*\n|^# .*\n|^#\n',
        "",
        path.read_text(encoding="utf-8"),
        flags=re.M,
    )
    text = re.sub(r'^"(Report-Msgid|Last-Translator|Language-Team|Generated-By).*\n', "", text, flags=re.M)
    path.write_text(text, encoding="utf-8")
    with path.with_suffix(".mo").open("wb") as file:
        write_mo(file, read(language))


def faults(template: Catalog, french: Catalog) -> list[str]:
    """What keeps the French catalog from being complete: one line each, empty when it is."""
    found = []
    for message in template:
        if message.id:
            said = french.get(message.id)
            found += [f"{message.id!r}: {fault}" for fault in _faults_of(message, said)]
    wanted = {message.id for message in template}
    found += [f"{message.id!r}: no longer used" for message in french if message.id not in wanted]
    return found


def _faults_of(message: Message, said: Message | None) -> Iterator[str]:
    originals = _forms(message.id)
    translations = _forms(said.string) if said is not None else ()
    if not translations or not all(translations):
        yield "not translated"
        return
    if translations[0] == originals[0] and originals[0] not in SAME_IN_FRENCH and _has_words(originals[0]):
        yield "the French is the English"
    wanted = _places(originals[-1])
    for translation in translations:
        if not _places(translation) <= wanted or (len(originals) == 1 and _places(translation) != wanted):
            yield f"placeholders differ in {translation!r}"


def _has_words(text: str) -> bool:
    return any(each.isalpha() for each in _PLACE.sub("", text))


def _forms(text: object) -> tuple[str, ...]:
    return tuple(text) if isinstance(text, tuple | list) else (str(text),)


def _places(text: str) -> set[str]:
    return {a or b for a, b in _PLACE.findall(text)}


def check() -> list[str]:
    """All faults of the French catalog against the source as it is now, and of what is compiled."""
    french = read("fr")
    found = faults(gather(), french)
    compiled = _po("fr").with_suffix(".mo")
    if not compiled.exists() or compiled.read_bytes() != _compiled(french):
        found.append("the compiled catalog is not the one of django.po: run `update`")
    return found


def _compiled(catalog: Catalog) -> bytes:
    buffer = io.BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()


def main(arguments: Iterable[str]) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("update", "check"))
    chosen = parser.parse_args(list(arguments))
    if chosen.what == "update":
        update()
    found = check()
    sys.stdout.write("".join(f"{line}\n" for line in found))
    return 1 if found and chosen.what == "check" else 0


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "estafette.assembly.settings")
if __name__ == "__main__":
    django.setup()
    sys.exit(main(sys.argv[1:]))
