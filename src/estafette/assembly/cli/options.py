"""What all commands share: where the data is, which database, who reads the answer."""

import argparse
import os
from dataclasses import dataclass
from pathlib import Path

from estafette.assembly.cli.stop import Stop


@dataclass(frozen=True, slots=True)
class Options:
    """The shared options. An option given on the command line wins over the environment."""

    data_dir: Path
    database_url: str
    json: bool
    more: argparse.Namespace

    @property
    def embedded(self) -> bool:
        """Whether the database is our own."""
        return not self.database_url


def shared_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the shared options to the parser of a command."""
    parser.add_argument(
        "--data-dir",
        metavar="DIR",
        help="where the embedded database, keys and backups lie (ESTAFETTE_DATA_DIR; default: .data here)",
    )
    parser.add_argument(
        "--database-url",
        metavar="URL",
        help="an outside PostgreSQL 18, postgresql://user:password@host/name (ESTAFETTE_DATABASE_URL)",
    )
    parser.add_argument("--json", action="store_true", help="answer in JSON, for machines")


def address_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of commands that listen."""
    parser.add_argument("--port", type=_port, help="port of the web server (ESTAFETTE_PORT; default: 8000)")
    parser.add_argument("--host", help="address to listen on (ESTAFETTE_HOST; default: 127.0.0.1)")


def from_arguments(arguments: argparse.Namespace) -> Options:
    """The shared options of a parsed command line."""
    folder = arguments.data_dir or os.environ.get("ESTAFETTE_DATA_DIR") or ".data"
    url = arguments.database_url
    if url is None:
        url = os.environ.get("ESTAFETTE_DATABASE_URL") or os.environ.get("DATABASE_URL") or ""
    if url and not url.startswith(("postgresql://", "postgres://")):
        raise Stop("The database address must start with postgresql://", code=2)
    return Options(
        data_dir=Path(folder).expanduser().absolute(),
        database_url=url,
        json=arguments.json,
        more=arguments,
    )


def _port(text: str) -> int:
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise argparse.ArgumentTypeError("a port is a number from 1 to 65535")
    return int(text)
