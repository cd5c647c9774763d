"""Deployment settings: read from the environment, typed, in this one file. Business settings are rows."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit


@dataclass(frozen=True, slots=True)
class Config:
    """What a deployment decides. Every field can be set by `ESTAFETTE_<FIELD>` in capitals."""

    database_url: str = ""
    data_dir: Path = field(default_factory=lambda: Path.cwd() / ".data")
    secret_key: str = ""
    debug: bool = False
    allowed_hosts: tuple[str, ...] = ("localhost", "127.0.0.1", "[::1]")
    trusted_origins: tuple[str, ...] = ()
    secure_cookies: bool = False
    web_workers: int = 2
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

    return Config(
        database_url=text("DATABASE_URL", environ.get("DATABASE_URL", "")),
        data_dir=Path(text("DATA_DIR", str(Path.cwd() / ".data"))).expanduser().absolute(),
        secret_key=text("SECRET_KEY", "") or secrets.token_urlsafe(48),
        debug=flag("DEBUG"),
        allowed_hosts=listed("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]"),
        trusted_origins=listed("TRUSTED_ORIGINS", ""),
        secure_cookies=flag("SECURE_COOKIES"),
        web_workers=number("WEB_WORKERS", 2),
        log_level=text("LOG_LEVEL", "info"),
        log_format=text("LOG_FORMAT", "text"),
    )


def database(url: str) -> dict[str, object]:
    """Django's database entry for a PostgreSQL address (`postgresql://user:password@host:port/name`).

    A socket directory is given as `postgresql://user@/name?host=/directory&port=5432`.
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
        "OPTIONS": {**{k: unquote(v) for k, v in options.items()}, "application_name": "estafette"},
    }


CONFIG = read(os.environ)
