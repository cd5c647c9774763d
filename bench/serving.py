"""The WSGI application with one endpoint more, which does nothing: behind the same middleware and key check."""

import os
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "estafette.assembly.settings")
django.setup()

from estafette.assembly import api  # noqa: E402
from estafette.platform.api.contract import Call, Output, Router  # noqa: E402

router = Router("bench")


class Nothing(Output, frozen=True, kw_only=True):
    """Nothing."""


@router.get("/bench/nothing", scope="stock:read", answer=Nothing, transaction=False)
def nothing(_call: Call[Any, Any]) -> Nothing:
    """Do nothing."""
    return Nothing()


api.ROUTERS = (router, *api.ROUTERS)

from estafette.assembly.wsgi import application as application  # noqa: E402
