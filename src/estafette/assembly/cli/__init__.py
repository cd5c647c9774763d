"""The command `estafette`: one file for each subcommand, each with `add(parser)` and `run(options)`."""

from estafette.assembly.cli.main import main

__all__ = ["main"]
