"""The parser, and the way from a command line to an exit code."""

import argparse
import sys
from collections.abc import Sequence
from types import ModuleType

from estafette.assembly.cli import backup, bench, check, demo, doctor, load, migrate, restore, up, web, worker
from estafette.assembly.cli.options import Options, from_arguments, shared_arguments
from estafette.assembly.cli.stop import Stop
from estafette.platform.database.fault import DatabaseFault

COMMANDS: dict[str, ModuleType] = {
    "up": up,
    "demo": demo,
    "web": web,
    "worker": worker,
    "migrate": migrate,
    "load": load,
    "check": check,
    "bench": bench,
    "backup": backup,
    "restore": restore,
    "doctor": doctor,
}
INTERRUPTED = 130


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line; the exit code."""
    arguments = _parser().parse_args(argv)
    options = from_arguments(arguments)
    try:
        code: int = COMMANDS[arguments.command].run(options)
    except (Stop, DatabaseFault) as stop:
        print(f"estafette {arguments.command}: {stop}", file=sys.stderr)
        return stop.code if isinstance(stop, Stop) else 1
    except KeyboardInterrupt:
        print("Interrupted.", file=sys.stderr)
        return INTERRUPTED
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="estafette",
        description="Omnichannel order management: one truth about stock, orders that cannot be lost.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, module in COMMANDS.items():
        text = (module.__doc__ or "").strip()
        own = commands.add_parser(
            name,
            help=text.split("\n", 1)[0].partition("`: ")[2].rstrip("."),
            description=text,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        shared_arguments(own)
        module.add(own)
    return parser


def options_of(argv: Sequence[str]) -> Options:
    """What a command line asks for, for tests."""
    return from_arguments(_parser().parse_args(argv))
