"""Deployment settings: read from the environment, typed, in this one file. Business settings are rows."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True, slots=True)
class Config:
    """What a deployment decides. Every field can be set by `ESTAFETTE_<FIELD>` in capitals."""

    database_url: str = ""
    data_dir: Path = field(default_factory=lambda: Path.cwd() / ".data")
    secret_key: str = ""
    old_secret_keys: tuple[str, ...] = ()
    debug: bool = False
    allowed_hosts: tuple[str, ...] = ("localhost", "127.0.0.1", "[::1]")
    trusted_origins: tuple[str, ...] = ()
    secure_cookies: bool = False
    behind_proxy: bool = False
    host: str = "127.0.0.1"
    port: int = 8000
    web_workers: int = 2
    web_threads: int = 32
    workers: int = 1
    worker_concurrency: int = 8
    webhook_connections: int = 32
    webhooks_private: bool = False
    lock_timeout_ms: int = 5000
    metrics_token: str = ""
    log_level: str = "info"
    log_format: str = "text"


def read(environ: Mapping[str, str]) -> Config:
    """The configuration in `environ`; a value of the wrong type is refused with the variable's name."""

    def text(name: str, default: str) -> str:
        return environ.get(f"ESTAFETTE_{name}", default)

    def flag(name: str) -> bool:
        return text(name, "").lower() in ("1", "true", "yes", "on")

    def listed(name: str, default: str) -> tuple[str, ...]:
        return tuple(part.strip() for part in text(name, default).split(",") if part.strip())

    def number(name: str, default: int) -> int:
        value = text(name, str(default))
        if not value.isdigit():
            raise SystemExit(f"ESTAFETTE_{name} must be a whole number, not “{value}”.")
        return int(value)

    def one_of(name: str, default: str, allowed: tuple[str, ...]) -> str:
        value = text(name, default).lower()
        if value not in allowed:
            raise SystemExit(f"ESTAFETTE_{name} must be one of {', '.join(allowed)}, not “{value}”.")
        return value

    return Config(
        database_url=text("DATABASE_URL", environ.get("DATABASE_URL", "")),
        data_dir=Path(text("DATA_DIR", str(Path.cwd() / ".data"))).expanduser().absolute(),
        secret_key=text("SECRET_KEY", "") or secrets.token_urlsafe(48),
        old_secret_keys=listed("OLD_SECRET_KEYS", ""),
        debug=flag("DEBUG"),
        allowed_hosts=listed("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]"),
        trusted_origins=listed("TRUSTED_ORIGINS", ""),
        secure_cookies=flag("SECURE_COOKIES"),
        behind_proxy=flag("BEHIND_PROXY"),
        host=text("HOST", "127.0.0.1"),
        port=number("PORT", 8000),
        web_workers=number("WEB_WORKERS", 2),
        web_threads=number("WEB_THREADS", 32),
        workers=number("WORKERS", 1),
        worker_concurrency=number("WORKER_CONCURRENCY", 8),
        webhook_connections=max(1, number("WEBHOOK_CONNECTIONS", 32)),
        webhooks_private=flag("WEBHOOKS_PRIVATE"),
        lock_timeout_ms=number("LOCK_TIMEOUT_MS", 5000),
        metrics_token=text("METRICS_TOKEN", ""),
        log_level=one_of("LOG_LEVEL", "info", ("debug", "info", "warning", "error")),
        log_format=one_of("LOG_FORMAT", "text", ("text", "json")),
    )


@cache
def current() -> Config:
    """The configuration of this process, read once: set the environment before."""
    return read(os.environ)


def database(url: str, *, lock_timeout_ms: int = 5000) -> dict[str, object]:
    """Django's database entry for a PostgreSQL address (`postgresql://user:password@host:port/name`).

    A socket directory is given as `postgresql://user@/name?host=/directory&port=5432`. Whoever waits longer
    than `lock_timeout_ms` for a lock is refused (`busy`) instead of holding up others; 0 waits for ever.
    """
    parts = urlsplit(url or "postgresql:///estafette")
    if parts.scheme not in ("postgresql", "postgres"):
        raise SystemExit(f"The database address must start with postgresql://, not “{parts.scheme}://”.")
    options = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    host = unquote(options.pop("host", "") or parts.hostname or "")
    port = options.pop("port", "") or str(parts.port or "")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "estafette",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": port,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "options": f"-c lock_timeout={lock_timeout_ms}",
            "application_name": "estafette",
            **{k: unquote(v) for k, v in options.items()},
        },
    }
