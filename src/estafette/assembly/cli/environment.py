"""From options to the environment that Django's settings read, and to Django itself."""

import os
import secrets
from pathlib import Path

import django

from estafette.assembly.cli.options import Options
from estafette.assembly.cli.stop import Stop
from estafette.assembly.config import Config, current
from estafette.platform.database.place import make_folder
from estafette.platform.observability import logs


def prepare(options: Options, *, url: str) -> None:
    """Write the settings of this process and its children into the environment. Before `boot`."""
    os.environ["ESTAFETTE_DATABASE_URL"] = url
    os.environ["ESTAFETTE_DATA_DIR"] = str(options.data_dir)
    os.environ["DJANGO_SETTINGS_MODULE"] = "estafette.assembly.settings"
    for name in ("host", "port"):
        given = getattr(options.more, name, None)
        if given is not None:
            os.environ[f"ESTAFETTE_{name.upper()}"] = str(given)
    if not os.environ.get("ESTAFETTE_SECRET_KEY"):
        os.environ["ESTAFETTE_SECRET_KEY"] = secret_key(options.data_dir)
    current.cache_clear()


def boot(*, process: str, quiet: bool = False) -> Config:
    """Set up logs and Django for this process; the configuration. `quiet` leaves only errors in the log."""
    config = current()
    logs.configure(level="error" if quiet else config.log_level, form=config.log_format, process=process)
    django.setup()
    return config


def secret_key(data_dir: Path) -> str:
    """The key that signs sessions, made once and kept in the data directory, readable by its owner only."""
    path = data_dir / "secret.key"
    try:
        make_folder(data_dir)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    except OSError as error:
        raise Stop(
            f"The secret key cannot be kept in {data_dir} ({error.strerror}). "
            "Choose another --data-dir, or set ESTAFETTE_SECRET_KEY."
        ) from None
    key = secrets.token_urlsafe(48)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(key + "\n")
        file.flush()
        os.fsync(file.fileno())
    return key
