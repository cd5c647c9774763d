"""Pages of sign-in, account, users and API keys."""

from collections.abc import Callable

from django.urls import URLPattern, path

from estafette.platform.access.types import Limits
from estafette.platform.access.web import account, keys, sign_in, users


def urls(*, limits: Callable[[], Limits]) -> list[URLPattern]:
    """The addresses. `limits` lists the places and channels to which a user or key can be limited."""
    given = {"limits": limits}
    return [
        path("welcome", sign_in.welcome, name="welcome"),
        path("sign-in", sign_in.sign_in, name="sign-in"),
        path("sign-out", sign_in.sign_out, name="sign-out"),
        path("language", sign_in.language, name="language"),
        path("account", account.account, name="account"),
        path("account/password", account.password, name="password"),
        path("settings/users", users.users, name="users"),
        path("settings/users/new", users.new, given, name="user-new"),
        path("settings/users/<uuid:user_id>", users.user, given, name="user"),
        path("settings/users/<uuid:user_id>/active", users.active, name="user-active"),
        path("settings/users/<uuid:user_id>/password", users.password, given, name="user-password"),
        path("settings/keys", keys.keys, given, name="keys"),
        path("settings/keys/new", keys.new, given, name="key-new"),
        path("settings/keys/<str:public_id>/revoke", keys.revoke, name="key-revoke"),
    ]
