"""Behind a reverse proxy: whom a request comes from."""

from django.http import HttpRequest

from estafette.assembly.config import current


def client_address(request: HttpRequest) -> str:
    """The caller's address: as the nearest proxy saw it when there is one, else of the connection itself.

    Only the last entry of `X-Forwarded-For` counts: those before it are what the caller claims.
    """
    direct = str(request.META.get("REMOTE_ADDR", ""))
    if not current().behind_proxy:
        return direct
    return request.headers.get("X-Forwarded-For", "").rsplit(",", 1)[-1].strip() or direct
