"""The only reader of the environment: a wrong value refuses to start and names its variable."""

import os
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

# --- Readers -----------------------------------------------------------------


def _text(name: str, default: str) -> str:
    return os.environ.get(name, "").strip() or default


def _refuse(name: str, sentence: str) -> ImproperlyConfigured:
    return ImproperlyConfigured(f"{name}: {sentence}")


def _flag(name: str) -> bool:
    text = _text(name, "0").lower()
    if text in {"1", "true", "ya", "on"}:
        return True
    if text in {"0", "false", "tidak", "off"}:
        return False
    raise _refuse(name, f'isi dengan 1 atau 0, bukan "{text}".')


def _site(name: str, default: str) -> str:
    text = _text(name, default).rstrip("/")
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
        raise _refuse(name, f'isi dengan alamat seperti "https://renkeg.contoh.id", bukan "{text}".')
    return text


def _hosts(name: str, default: list[str]) -> list[str]:
    hosts = [host.strip() for host in _text(name, "").split(",") if host.strip()]
    if "*" in hosts:
        raise _refuse(name, 'sebutkan nama host satu per satu; "*" tidak diterima.')
    return hosts or default


def _service(name: str) -> str:
    """The address of a service of others, with its path; "" where none is named."""
    text = _text(name, "").rstrip("/")
    parts = urlsplit(text)
    if text and (parts.scheme not in {"http", "https"} or not parts.hostname or parts.query):
        raise _refuse(name, "isi dengan alamat layanan yang diawali http:// atau https://, atau kosongkan.")
    return text


def _file(name: str) -> Path | None:
    text = _text(name, "")
    if not text:
        return None
    file = Path(text).expanduser().resolve()
    if not file.is_file():
        raise _refuse(name, f'berkas "{file}" tidak ada.')
    return file


def _folder(name: str) -> Path | None:
    text = _text(name, "")
    if not text:
        return None
    folder = Path(text).expanduser().resolve()
    if not folder.is_dir():
        raise _refuse(name, f'folder "{folder}" tidak ada.')
    return folder


def _database(name: str, data: Path) -> dict[str, Any]:
    text = _text(name, "")
    parts = urlsplit(text)
    if not text or (parts.scheme == "sqlite" and not parts.netloc and len(parts.path) > 1):
        return {
            "ENGINE": "django.db.backends.sqlite3",
            # As everywhere else: sqlite:///x is relative, sqlite:////srv/x absolute.
            "NAME": str(Path(unquote(parts.path[1:])).resolve() if text else data / "renkeg.sqlite3"),
            "OPTIONS": {
                # Without IMMEDIATE a writer that has read first fails at once; without FULL a power cut loses acknowledged acts.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=ON;",
            },
        }
    if parts.scheme in {"postgres", "postgresql"} and len(parts.path) > 1:
        query = {key: values[-1] for key, values in parse_qs(parts.query).items()}
        try:
            port = str(parts.port or query.pop("port", ""))
        except ValueError as error:
            raise _refuse(name, "nomor port tidak sah.") from error
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path[1:]),
            "USER": unquote(parts.username or query.pop("user", "")),
            "PASSWORD": unquote(parts.password or query.pop("password", "")),
            "HOST": unquote(parts.hostname or query.pop("host", "")),
            "PORT": port,
            "OPTIONS": query,
            # Each thread of the server keeps its connection: without that PostgreSQL is six times slower.
            "CONN_MAX_AGE": 600,
            "CONN_HEALTH_CHECKS": True,
        }
    # The address may hold a password, so it is not repeated here.
    raise _refuse(name, 'isi dengan "sqlite:///BERKAS" atau "postgresql://PENGGUNA@HOST/NAMA".')


def _email(name: str) -> dict[str, Any]:
    text = _text(name, "none:")
    parts = urlsplit(text)
    if parts.scheme == "none":
        return {"BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    if parts.scheme == "file" and parts.path:
        return {"BACKEND": "django.core.mail.backends.filebased.EmailBackend", "FILE_PATH": unquote(parts.path)}
    if parts.scheme in {"smtp", "smtp+tls", "smtps"} and parts.hostname:
        return {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "HOST": parts.hostname,
            "PORT": parts.port or {"smtp": 25, "smtp+tls": 587, "smtps": 465}[parts.scheme],
            "HOST_USER": unquote(parts.username or ""),
            "HOST_PASSWORD": unquote(parts.password or ""),
            "USE_TLS": parts.scheme == "smtp+tls",
            "USE_SSL": parts.scheme == "smtps",
        }
    raise _refuse(
        name, 'isi dengan "none:", "file:/FOLDER", "smtp://HOST", "smtp+tls://USER:SANDI@HOST" atau "smtps://…".'
    )


# Lets commands that sign nothing work without a secret; `serve` refuses it.
UNUSABLE_SECRET = "belum-ada-rahasia"  # noqa: S105


def _secret(name: str, data: Path) -> str:
    text = _text(name, "")
    file = data / "secret"
    if text or not file.is_file():
        return text or UNUSABLE_SECRET
    if file.stat().st_mode & 0o077:
        raise _refuse(name, f'berkas "{file}" harus bermode 600.')
    return file.read_text(encoding="ascii").strip() or UNUSABLE_SECRET


# --- The house ---------------------------------------------------------------

DATA_DIR = Path(_text("RENKEG_DATA", "data")).expanduser().resolve()
DEMO = _flag("RENKEG_DEMO")
DEBUG = _flag("RENKEG_DEBUG")
SOP_DIR = _folder("RENKEG_SOP_DIR")
SITE_URL = _site("RENKEG_SITE_URL", "http://127.0.0.1:8000")
SECRET_KEY = _secret("RENKEG_SECRET_KEY", DATA_DIR)
DATABASES = {"default": _database("DATABASE_URL", DATA_DIR)}

_HTTPS = SITE_URL.startswith("https://")
_HOST = urlsplit(SITE_URL).hostname or ""

ALLOWED_HOSTS = _hosts("RENKEG_ALLOWED_HOSTS", sorted({_HOST, "127.0.0.1", "localhost", "[::1]"}))
CSRF_TRUSTED_ORIGINS = [SITE_URL]

INSTALLED_APPS = [
    "renkeg.trail",
    "renkeg.office",
    "renkeg.papers",
    "renkeg.planning",
    "renkeg.web",
    "renkeg.api",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "axes",
    "csp",
    "django_htmx",
    "template_partials",
    "ninja",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "renkeg.web.sessions.limits",
    "renkeg.web.asking.AskLogIn",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "renkeg.urls"
WSGI_APPLICATION = "renkeg.wsgi.application"
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
            ],
        },
    },
]

# --- Language and time -------------------------------------------------------

LANGUAGE_CODE = "id"
USE_I18N = True
TIME_ZONE = "Asia/Jakarta"
USE_TZ = True

# --- People and sessions -----------------------------------------------------

AUTH_USER_MODEL = "office.Pegawai"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["renkeg.office.passwords.OfficeArgon2"]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ["username", "nama", "nip", "email"]},
    },
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"

ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "renkeg.web.accounts.Adapter"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
# axes alone decides who has tried too often: a whole office may come from one address.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": None}

AXES_HANDLER = "axes.handlers.database.AxesDatabaseHandler"
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_CLIENT_IP_CALLABLE = "renkeg.web.accounts.address_of"
AXES_USERNAME_CALLABLE = "renkeg.web.accounts.name_of"
AXES_LOCKOUT_CALLABLE = "renkeg.web.accounts.locked_out"
AXES_SENSITIVE_PARAMETERS = ["login", "csrfmiddlewaretoken", "passphrase", "nik"]
AXES_VERBOSE = False

SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_NAME = "__Host-renkeg" if _HTTPS else "renkeg"
CSRF_COOKIE_NAME = "__Host-renkeg-csrf" if _HTTPS else "renkeg-csrf"

# Counters of log-in attempts must be seen by every worker.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "renkeg_cache"}}

# --- What a browser may do ---------------------------------------------------

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
    },
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
# Only a proxy on this machine reaches the server, so its header is believed; without https nobody's is.
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _HTTPS else None
SECURE_SSL_REDIRECT = _HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if _HTTPS else 0

DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 6_000
DATA_UPLOAD_MAX_NUMBER_FILES = 5
FILE_UPLOAD_MAX_MEMORY_SIZE = 4 * 1024 * 1024

# --- Files -------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
# The handbook lies beside the program, not in it.
DOCS_DIR = Path(__file__).parents[2] / "docs"
STATICFILES_DIRS = [("gambar", DOCS_DIR / "gambar")] if (DOCS_DIR / "gambar").is_dir() else []
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "renkeg.web.static_packages.HouseFinder",
    "renkeg.web.static_packages.PackageFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DATA_DIR / "berkas"}},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage",
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = ["png", "map", "woff2", "gz", "br"]

# --- Letters by e-mail -------------------------------------------------------

_MAIL = _email("RENKEG_EMAIL_URL")
EMAIL_BACKEND = _MAIL["BACKEND"]
EMAIL_FILE_PATH = _MAIL.get("FILE_PATH")
EMAIL_HOST = _MAIL.get("HOST", "localhost")
EMAIL_PORT = _MAIL.get("PORT", 25)
EMAIL_HOST_USER = _MAIL.get("HOST_USER", "")
EMAIL_HOST_PASSWORD = _MAIL.get("HOST_PASSWORD", "")
EMAIL_USE_TLS = _MAIL.get("USE_TLS", False)
EMAIL_USE_SSL = _MAIL.get("USE_SSL", False)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = f"renkeg@{_HOST}"

# --- Signatures ---------------------------------------------------------------

TSA_URL = _service("RENKEG_TSA_URL")
TSA_ROOTS = _file("RENKEG_TSA_ROOTS")
if TSA_URL and TSA_ROOTS is None:
    raise _refuse("RENKEG_TSA_ROOTS", "sebutkan berkas PEM dengan sertifikat induk layanan cap waktu itu.")
TSA_TIMEOUT = 20
BSRE_URL = _service("RENKEG_BSRE_URL")
BSRE_USER = _text("RENKEG_BSRE_USER", "")
BSRE_PASSWORD = _text("RENKEG_BSRE_PASSWORD", "")
BSRE_TIMEOUT = 90

# --- Log ---------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "renkeg.log_lines.JsonLines"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False},
        # Its lines carry user names and addresses; what it knows stands in its tables.
        "axes": {"handlers": [], "level": "CRITICAL", "propagate": False},
        # It tells at length of every certificate whose authority it does not know; the verdicts are ours.
        "pyhanko": {"handlers": [], "level": "CRITICAL", "propagate": False},
        "renkeg": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}
