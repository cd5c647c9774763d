"""Django settings, from the typed configuration."""

from pathlib import Path

from estafette.assembly.config import CONFIG, database

ROOT = Path(__file__).resolve().parent.parent

SECRET_KEY = CONFIG.secret_key
DEBUG = CONFIG.debug
ALLOWED_HOSTS = list(CONFIG.allowed_hosts)
CSRF_TRUSTED_ORIGINS = list(CONFIG.trusted_origins)
ROOT_URLCONF = "estafette.assembly.urls"
WSGI_APPLICATION = "estafette.assembly.wsgi.application"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "procrastinate.contrib.django",
    "estafette.platform.eventlog",
    "estafette.platform.idempotency",
    "estafette.platform.access",
    "estafette.catalog",
    "estafette.customers",
    "estafette.network",
    "estafette.pricing",
    "estafette.inventory",
    "estafette.orders",
]
AUTH_USER_MODEL = "access.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": database(CONFIG.database_url)}

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français")]
LOCALE_PATHS = [ROOT / "locale"]
STATIC_URL = "/static/"
STATIC_ROOT = Path(CONFIG.data_dir) / "static"
