"""Settings from the environment; without any the desk runs on an embedded database for one machine."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

__all__ = ["DATA"]

HERE = Path(__file__).parent
DATA = Path(os.environ.get("PANSOL_DATA", HERE.parents[2] / "var")).resolve()
DATA.mkdir(parents=True, exist_ok=True)


def _secret(name: str) -> str:
    """A secret from the environment, or from the file that NAME_FILE names."""
    path = os.environ.get(f"{name}_FILE")
    return Path(path).read_text(encoding="utf-8").strip() if path else os.environ.get(name, "")


def _secret_key() -> str:
    """As told, or made once and kept in a file that only the owner can read."""
    if key := _secret("PANSOL_SECRET_KEY"):
        return key
    path = DATA / "secret.key"
    if not path.exists():
        ours = DATA / f"secret.key.{os.getpid()}"
        with os.fdopen(os.open(ours, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(50))
        with suppress(FileExistsError):  # a process that starts at the same moment was first; nobody ever sees a file half written
            os.link(ours, path)
        ours.unlink()
    return path.read_text(encoding="ascii")


def _database() -> dict[str, object]:
    """PostgreSQL by DATABASE_URL; SQLite otherwise, in WAL mode with writers that queue at BEGIN (see sqlite/base.py)."""
    url = _secret("DATABASE_URL")
    if url.startswith(("postgres://", "postgresql://")):
        parts = urlsplit(url)
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.lstrip("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or "",
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 600,
            "CONN_HEALTH_CHECKS": True,
            "OPTIONS": dict(parse_qsl(parts.query)),
        }
    return {
        "ENGINE": "pansol.desk.sqlite",
        "NAME": os.environ.get("PANSOL_SQLITE", DATA / "pansol.sqlite3"),
        "CONN_MAX_AGE": 600,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-32000;",
        },
    }


DEBUG = os.environ.get("PANSOL_DEBUG") == "1"
SECRET_KEY = _secret_key()
ALLOWED_HOSTS = os.environ.get("PANSOL_HOSTS", "localhost,127.0.0.1,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("PANSOL_ORIGINS", "").split(",") if o]

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "pansol.desk.accounts",
    "pansol.desk.audit",
    "pansol.desk.customers",
    "pansol.desk.interactions",
    "pansol.desk.outages",
    "pansol.desk.connectors",
    "pansol.desk.knowledge",
    "pansol.desk.cases",
    "pansol.desk.api",
    "pansol.desk.web",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "pansol.desk.web.middleware.security_headers",
    "pansol.desk.web.middleware.without_nul",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "pansol.desk.web.middleware.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "pansol.desk.web.middleware.sign_in_required",
    "pansol.desk.web.once.acts_once",
]

ROOT_URLCONF = "pansol.desk.urls"
WSGI_APPLICATION = "pansol.desk.wsgi.application"
DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "pansol.desk.web.context.desk",
            ]
        },
    }
]

AUTH_USER_MODEL = "accounts.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "desk"
SESSION_COOKIE_AGE = 10 * 3600  # a shift; accounts/sessions.py ends it sooner when nobody is there
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "pansol.desk.web.views.outdated"
BEHIND_PROXY = os.environ.get("PANSOL_HTTPS") == "1"  # a proxy that speaks TLS and says for whom: X-Forwarded-Proto, X-Forwarded-For
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = BEHIND_PROXY
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 4_000_000  # a megabyte of text in any script, as a form sends it

LANGUAGE_CODE = "id"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = BEHIND_PROXY
LANGUAGES = [("id", "Bahasa Indonesia"), ("en", "English")]
LOCALE_PATHS = [HERE / "web" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Jakarta"

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage",
    },
}
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = DATA / "files"

PROCEDURES = Path(os.environ.get("PANSOL_PROCEDURES", HERE.parents[2] / "procedures"))
CONNECTORS = Path(os.environ.get("PANSOL_CONNECTORS", HERE / "connectors" / "sandbox.yaml"))

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"without_words": {"()": "pansol.desk.logs.WithoutWords"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "without_words"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {
        "django.request": {"level": "ERROR"},  # a page that is not there, or not for this role, is nobody's fault
        "django.security.DisallowedHost": {"level": "CRITICAL"},
    },
}
