"""`estafette check`: verify every identity over the whole database, and name each offender.

Exits with 1 when anything is wrong.
"""

import argparse
import json
from typing import Any

from django.db import connection

from estafette.assembly.cli.console import err, out, working
from estafette.assembly.cli.database import some_database
from estafette.assembly.cli.environment import boot, prepare
from estafette.assembly.cli.loading import load
from estafette.assembly.cli.options import Options

CHECK = "estafette.assembly.check"
SHOWN = 20


def add(parser: argparse.ArgumentParser) -> None:
    """No options of its own."""


def run(options: Options) -> int:
    """Run all checks and print the report."""
    with some_database(options) as url:
        prepare(options, url=url)
        boot(process="check")
        checks = load(CHECK, missing="The checks are not part of this installation.")
        with working("Checking") as say:
            report: Any = checks.run(progress=lambda identity: say(f"Checking: {identity.formula}"))
        connection.close()
    if options.json:
        out.print(json.dumps(_answer(report), ensure_ascii=False), markup=False)
    else:
        _show(report)
    return 0 if report.clean else 1


def _answer(report: Any) -> dict[str, Any]:
    """The report for machines."""
    return {
        "ok": report.clean,
        "identities": [
            {"name": identity.name, "formula": identity.formula, "breaches": len(_of(report, identity.name))}
            for identity in report.checked
        ],
        "breaches": [
            {"identity": breach.identity, "offender": breach.offender, "detail": breach.detail}
            for breach in report.breaches
        ],
    }


def _show(report: Any) -> None:
    for identity in report.checked:
        found = _of(report, identity.name)
        err.print("[red]✗[/red]" if found else "[green]✓[/green]", end=" ")
        err.print(f"{identity.name}: {identity.formula}", markup=False)
        for breach in found[:SHOWN]:
            err.print(f"    {breach.offender}: {breach.detail}", markup=False)
        if len(found) > SHOWN:
            err.print(f"    … and {len(found) - SHOWN} more (all of them with --json)")
    err.print("All identities hold." if report.clean else "[red]The database does not hold together.[/red]")


def _of(report: Any, name: str) -> list[Any]:
    return [breach for breach in report.breaches if breach.identity == name]
