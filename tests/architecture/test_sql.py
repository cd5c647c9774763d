"""Hot statements: each says what it is for, what it locks and what it leans on, and is in use."""

import re
from collections.abc import Iterable, Mapping
from functools import cache

from tests.architecture.tree import ROOT, report, sources

HEAD = re.compile(r"\A(?:--[^\n]*\n)+")
SAYS = {
    "what it locks": re.compile(r"\block(?:s|ed|ing)?\b", re.IGNORECASE),
    "which rows it touches": re.compile(r"\brows?\b|\btouches\b", re.IGNORECASE),
    "what it relies upon": re.compile(r"\b(?:index|indexes|primary keys?|relies on)\b", re.IGNORECASE),
}
ASKS_NOW = re.compile(
    r"\b(?:now\(\)|statement_timestamp\(\)|transaction_timestamp\(\)"
    r"|current_timestamp|localtimestamp|current_date)",
    re.IGNORECASE,
)
"""Business time is a parameter. `clock_timestamp()` may stamp when a row was written: that is the database's to say."""
COMMENT = re.compile(r"--[^\n]*")
LOCKS_NOTHING = re.compile(r"\block(?:s|ed)?: none\b", re.IGNORECASE)


@cache
def statements() -> dict[str, str]:
    """Path -> text of every `.sql` file of the product."""
    files = sorted((ROOT / "src").rglob("*.sql"))
    return {file.relative_to(ROOT).as_posix(): file.read_text(encoding="utf-8") for file in files}


def silent(files: Mapping[str, str]) -> list[str]:
    """Statements whose head comment leaves something out; one that locks nothing may leave out one more thing."""
    faults = []
    for path, text in files.items():
        head = HEAD.match(text)
        said = " ".join(head.group().replace("--", " ").split()) if head else ""
        missing = [what for what, words in SAYS.items() if not words.search(said)]
        if len(missing) > bool(LOCKS_NOTHING.search(said)) and not _only_defines_tables(path, text):
            faults += [f"{path}: the head comment does not say {what}" for what in missing]
    return faults


def _only_defines_tables(path: str, text: str) -> bool:
    return "/ddl/" in path and "CREATE FUNCTION" not in text and "CREATE OR REPLACE FUNCTION" not in text


def unused(files: Mapping[str, str], python: Iterable[str]) -> list[str]:
    """Statements that no Python of the product loads by name."""
    texts = list(python)
    return [
        path
        for path in files
        if not any(f'"{path.rsplit("/", 1)[1]}"' in text or f'"{_stem(path)}"' in text for text in texts)
    ]


def _stem(path: str) -> str:
    return path.rsplit("/", 1)[1].removesuffix(".sql")


def asking_now(files: Mapping[str, str]) -> list[str]:
    """Statements that ask the database for the time: it comes in as a parameter."""
    return [path for path, text in files.items() if ASKS_NOW.search(COMMENT.sub("", text))]


def test_every_statement_says_what_it_does() -> None:
    findings = silent(statements())
    assert not findings, report(findings)


def test_every_statement_is_loaded() -> None:
    findings = unused(statements(), (source.text for source in sources() if source.is_product))
    assert not findings, report(findings)


def test_no_statement_asks_the_time() -> None:
    findings = asking_now(statements())
    assert not findings, report(findings)


def test_the_checks_can_fail() -> None:
    head = "-- Take units.\n-- Locks: levels by (sku, location). Rows: one a line. Index: the primary key.\n"
    assert silent({"a.sql": head + "SELECT 1"}) == []
    assert len(silent({"a.sql": "SELECT 1"})) == 3
    assert silent({"a.sql": "-- Read a page.\n-- Locks: none. Index: the primary key.\nSELECT 1"}) == []
    assert silent({"a.sql": "-- Read a page. Locks: none.\nSELECT 1"})
    assert silent({"x/sql/ddl/0001_tables.sql": "CREATE TABLE x ()"}) == []
    assert silent({"x/sql/ddl/0004_reserve.sql": "CREATE FUNCTION x ()"})
    assert len(silent({"a.sql": head.replace("Locks", "Takes") + "SELECT 1"})) == 1
    assert unused({"x/sql/take.sql": ""}, ['load(__package__, "take.sql")']) == []
    assert unused({"x/sql/take.sql": ""}, ['load(__package__, "give.sql")']) == ["x/sql/take.sql"]
    assert asking_now({"a.sql": "UPDATE t SET at = now()"}) == ["a.sql"]
    assert asking_now({"a.sql": "-- not now()\nUPDATE t SET at = %(at)s"}) == []
