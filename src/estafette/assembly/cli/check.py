"""`estafette check`: verify every identity over the whole database, and name each offender.

Exits with 1 when anything is wrong.
"""

import argparse
import json
from typing import Any

import msgspec
from django.db import connection

from estafette.assembly.cli.console import err, out
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
        report: Any = load(CHECK, missing="The checks are not part of this installation.").run()
        connection.close()
    if options.json:
        out.print(json.dumps(msgspec.to_builtins(report)), markup=False)
    else:
        _show(report)
    return 0 if report.ok else 1


def _show(report: Any) -> None:
    for result in report.results:
        mark = "[green]✓[/green]" if not result.offenders else "[red]✗[/red]"
        err.print(f"{mark} {result.name}")
        for offender in result.offenders[:SHOWN]:
            err.print(f"    {offender}", markup=False)
        if len(result.offenders) > SHOWN:
            err.print(f"    … and {len(result.offenders) - SHOWN} more (all of them with --json)")
    err.print("All identities hold." if report.ok else "[red]The database does not hold together.[/red]")
