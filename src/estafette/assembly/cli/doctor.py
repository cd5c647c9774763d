"""`estafette doctor`: look at machine, database and work, and say in plain words what is not well.

Exits with 1 when there is a fault; warnings do not count.
"""

import argparse
import json
from collections.abc import Iterator

import msgspec
from django.db import connection

from estafette.assembly.cli.console import err, out
from estafette.assembly.cli.database import some_database
from estafette.assembly.cli.environment import boot, prepare
from estafette.assembly.cli.options import Options, address_arguments
from estafette.assembly.cli.stop import Stop
from estafette.assembly.config import current
from estafette.assembly.diagnosis import Finding, examine_database, examine_machine, examine_work
from estafette.platform import clock
from estafette.platform.database.fault import DatabaseFault

MARKS = {"ok": "[green]✓[/green]", "warning": "[yellow]![/yellow]", "fault": "[red]✗[/red]"}


def add(parser: argparse.ArgumentParser) -> None:
    """The port to look at."""
    address_arguments(parser)


def run(options: Options) -> int:
    """Examine everything, print the findings."""
    findings = list(_examine(options))
    well = all(finding.state != "fault" for finding in findings)
    if options.json:
        answer = {"ok": well, "findings": msgspec.to_builtins(findings)}
        out.print(json.dumps(answer, ensure_ascii=False), markup=False)
        return 0 if well else 1
    for finding in findings:
        err.print(f"{MARKS[finding.state]} {finding.name:<12}", end=" ")
        err.print(finding.words, markup=False)
        if finding.remedy:
            err.print(f"  → {finding.remedy}", markup=False)
    err.print("All is well." if well else "[red]Something must be mended.[/red]")
    return 0 if well else 1


def _examine(options: Options) -> Iterator[Finding]:
    if options.embedded and not options.data_dir.exists():
        # Looking must not create anything.
        yield from examine_machine(current())
        words = "there is none yet; `estafette up` makes it"
        yield Finding(name="database", state="ok", words=words)
        return
    try:
        with some_database(options) as url:
            prepare(options, url=url)
            config = boot(process="doctor", quiet=True)
            yield from examine_machine(config)
            yield from examine_database(url, config, clock.now())
            yield from examine_work()
            connection.close()
    except (DatabaseFault, Stop) as fault:
        yield Finding(name="database", state="fault", words=str(fault))
