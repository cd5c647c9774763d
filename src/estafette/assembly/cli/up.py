"""`estafette up`: start database, web and workers, and keep them alive until Ctrl-C.

There is no demo data: the first visit makes the first administrator.
"""

import argparse
import json

from estafette.assembly.cli.console import err, out
from estafette.assembly.cli.house import run_house
from estafette.assembly.cli.options import Options, address_arguments


def add(parser: argparse.ArgumentParser) -> None:
    """Where to listen."""
    address_arguments(parser)


def run(options: Options) -> int:
    """Run the house."""

    def greet(address: str) -> None:
        if options.json:
            out.print(json.dumps({"address": address}), markup=False)
            return
        err.print(f"\nEstafette is up: [bold]{address}[/bold]")
        err.print("The first visit makes the first administrator. Ctrl-C stops everything; the data stays.\n")

    return run_house(options, fill=lambda: None, greet=greet)
