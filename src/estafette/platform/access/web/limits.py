"""Limits to channels, locations and suppliers, as forms show and send them."""

from collections.abc import Sequence

from estafette.platform.ui.forms import Form

NAMES = ("channels", "locations", "suppliers")


def chosen(form: Form) -> dict[str, list[int] | None]:
    """What was ticked, by kind; nothing ticked means no limit."""
    return {name: [int(v) for v in form.all(name) if v.isascii() and v.isdigit()] or None for name in NAMES}


def shown(*limits: Sequence[int] | None) -> dict[str, list[str]]:
    """Limits as the form ticks them."""
    return {name: [str(each) for each in limit or ()] for name, limit in zip(NAMES, limits, strict=True)}
