"""Upkeep of users' sessions."""

from importlib import import_module

from django.conf import settings


def forget_sessions() -> None:
    """Delete sessions that have expired. Run it daily."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
