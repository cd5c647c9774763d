"""Parts that are only there in some installations, or only after Django is set up, found by name."""

import importlib
import importlib.util
from types import ModuleType

from estafette.assembly.cli.stop import Stop


def load(name: str, *, missing: str) -> ModuleType:
    """The module `name`, imported now (after Django is set up). Raises Stop with `missing` when there is none."""
    try:
        found = importlib.util.find_spec(name)
    except ModuleNotFoundError:
        found = None
    if found is None:
        raise Stop(missing)
    return importlib.import_module(name)
