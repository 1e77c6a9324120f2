"""Everything that can be set, from variables named DIGEST_*. The README lists them."""

import gettext
import os
import re
import warnings
from pathlib import Path

import django
from django.core.management.utils import get_random_secret_key
from django.utils.translation import to_locale

from digest import key
from digest.variables import (
    address,
    caches,
    database,
    flag,
    folder,
    hosts,
    language,
    mail_address,
    mail_server,
    networks,
    number,
    one_of,
    origin,
    ports,
    refuse_unknown,
    secret,
    time_zone,
    word,
)

BASE_DIR = Path(__file__).resolve().parent.parent

# The site has one language. Its texts are in the catalogues of articles/locale, beside
# formats of dates for languages where we differ from Django.

LANGUAGE_CODE = language("DIGEST_LANGUAGE", "en")
LOCALE_PATHS = [BASE_DIR / "articles" / "locale"]
DESK_LANGUAGES = ["de", "en"]  # those that Digest has texts in, for editors to choose
FORMAT_MODULE_PATH = "articles.locale"
TIME_ZONE = time_zone("DIGEST_TIME_ZONE", "UTC")
USE_TZ = True

# Django's own gettext would ask for these very settings.
_ = gettext.translation(
    "django", LOCALE_PATHS[0], [to_locale(LANGUAGE_CODE)], fallback=True
).gettext
SITE_URL = origin("DIGEST_SITE_URL", "http://127.0.0.1:8000")
SITE_NAME = word("DIGEST_SITE_NAME", "The Digest")
SITE_DESCRIPTION = word(
    "DIGEST_SITE_DESCRIPTION",
    _("Papers and essays worth reading: what they say, and why it matters."),
    may_be_empty=True,
)

# Where it runs

DEBUG = flag("DIGEST_DEBUG", default=False)
HTTPS = flag("DIGEST_HTTPS", default=False)
SITE_HOST = re.sub(r":\d+$", "", SITE_URL.partition("://")[2])
ALLOWED_HOSTS = hosts(
    "DIGEST_ALLOWED_HOSTS",
    dict.fromkeys(["localhost", "127.0.0.1", "[::1]", SITE_HOST]),
)
SECOND_FACTOR = flag("DIGEST_SECOND_FACTOR", default=False)  # must editors have one?
TRUSTED_PROXIES = networks("DIGEST_TRUSTED_PROXIES")
DATABASES = {"default": database("DIGEST_DATABASE_URL", BASE_DIR)}
# What all processes have to know in common: failed log-ins (articles/accounts).
CACHES = caches("DIGEST_CACHE_URL", table="digest_cache")

# A key made at import differs in each process: `demo` makes one, once, beside the
# database. The last resort is for tests only.
KEY_FILE = key.file_beside(DATABASES["default"], BASE_DIR)
GIVEN_KEY = secret("DIGEST_SECRET_KEY")
OLD_KEY = secret("DIGEST_SECRET_KEY_OLD")  # what it has signed and sealed is read
SECRET_KEY_FALLBACKS = [OLD_KEY] if OLD_KEY else []
SECRET_KEY = GIVEN_KEY or key.read(KEY_FILE) or get_random_secret_key()


def MAKE_KEY() -> None:  # in capitals, for the app reads it from the settings
    """Make the key beside the database, once, unless the variable gives it."""
    if not GIVEN_KEY:
        key.make(KEY_FILE)


# Share cards are kept beside the database too, or where systemd lets us write; the
# oldest go when they are too many.
SHARE_CARDS = key.file_beside(
    DATABASES["default"], Path(os.environ.get("STATE_DIRECTORY") or BASE_DIR)
).with_suffix(".cards")
SHARE_CARDS_BYTES = 64 * 1024 * 1024

# By whom mail goes out, if it does (articles/jobs/mailing.py), and from whom.
MAIL_SERVER = mail_server("DIGEST_EMAIL_URL")
MAIL_FROM = mail_address("DIGEST_EMAIL_FROM", f"digest@{SITE_HOST}")

# Pages are kept in the memory of each process (digest/pagecache.py), but not while
# templates are worked on. PostgreSQL is asked that often whether content has changed.
PAGE_CACHE_BYTES = number("DIGEST_PAGE_CACHE", 16 * 1024 * 1024, most=2**40)
PIECES = 16 * 1024 * 1024  # bytes of pieces of pages (articles/fragments.py)
# That long a shared cache in front may show a page without asking; 0: it has to ask.
CDN_SECONDS = number("DIGEST_CDN_SECONDS", 0, most=86_400)
EDITION_CHECK = number("DIGEST_EDITION_CHECK", 1, most=3600)  # seconds; 0: each time
if DEBUG:
    PAGE_CACHE_BYTES = 0

# What is in the bin for longer goes, once a day (`maintain`); 0: it all stays.
BIN_DAYS = number("DIGEST_BIN_DAYS", 30, most=36_500)
# Where backups are: `check --deploy` asks how old the newest one is. The site serves
# without them.
BACKUPS = folder("DIGEST_BACKUPS", may_be_missing=True)

# Who watches it: how what happens is written (digest/logs.py), which networks may read
# figures at /metrics, and where errors go.
LOG = one_of("DIGEST_LOG", ["lines", "json"])
METRICS = networks("DIGEST_METRICS")
SENTRY_DSN = secret("DIGEST_SENTRY_DSN")

# Where pg_dump, pg_restore and psql are, if not those that the shell finds.
PG_BIN = folder("DIGEST_PG_BIN")

# Where entries are captured from (articles/http.py): ports besides 80, 443 and 8080,
# and networks let through though they are not of the public web.
FETCH_PORTS = ports("DIGEST_FETCH_PORTS")
FETCH_ALLOW = networks("DIGEST_FETCH_ALLOW")
# What is asked about papers: the base addresses of three services.
ARXIV_API = address("DIGEST_ARXIV_API", "https://export.arxiv.org/api/query")
CROSSREF_API = address("DIGEST_CROSSREF_API", "https://api.crossref.org")
DATACITE_API = address("DIGEST_DATACITE_API", "https://data.crosscite.org")

refuse_unknown()

# What it is made of

INSTALLED_APPS = [
    # Before articles, which takes their pages out of the admin:
    "taggit",
    "allauth",
    "articles.apps.AccountConfig",
    "articles.apps.SecondFactorConfig",
    "articles.apps.ArticlesConfig",
    "articles.apps.DeskConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django_filters",
]
MIDDLEWARE = [
    "digest.middleware.TrustedProxies",
    "digest.middleware.SecurityHeaders",
    "digest.middleware.OpenToScripts",
    "digest.middleware.Freshness",
    "digest.compression.Compression",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "digest.middleware.PointsToFeed",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "digest.urls"
WSGI_APPLICATION = "digest.wsgi.application"
# In errors lines have numbers, so blanks stay where templates are worked on.
LOADERS = [
    "django.template.loaders.filesystem.Loader"
    if DEBUG
    else "digest.templates.Unindented",
    "django.template.loaders.app_directories.Loader",
]
TEMPLATES = [
    {
        "BACKEND": "digest.templates.Templates",
        "NAME": "django",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": LOADERS
            if DEBUG
            else [("django.template.loaders.cached.Loader", LOADERS)],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "digest.context.site",
            ],
        },
    },
]
SERIALIZATION_MODULES = {"json": "articles.serializers"}
TAGGIT_CASE_INSENSITIVE = True

# An article may hold two hundred notes, each a form of several fields.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024  # bytes

# Static files come from where they lie until `collectstatic` has run.

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "digest.storage.StaticStorage"},
}
WHITENOISE_ALLOW_ALL_ORIGINS = False
WHITENOISE_USE_FINDERS = not (STATIC_ROOT / "staticfiles.json").exists()
if WHITENOISE_USE_FINDERS:
    warnings.filterwarnings("ignore", "No directory at")  # STATIC_ROOT: not yet

# Accounts, cookies, headers

AUTHENTICATION_BACKENDS = ["articles.accounts.backend.DeskBackend"]
PASSWORD_HASHERS = [  # the first makes them; those of the others are made anew
    f"django.contrib.auth.hashers.{hasher}PasswordHasher"
    for hasher in ("Argon2", "PBKDF2", "PBKDF2SHA1", "Scrypt")
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{validator}"}
    for validator in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL, LOGIN_REDIRECT_URL = "admin:login", "admin:index"
ACCOUNT_ADAPTER = "articles.accounts.adapter.DeskAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]  # nobody does; it asks for one
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_METHODS = ["password", "mfa"]
ACCOUNT_RATE_LIMITS = {
    "login": None,  # a log-in that succeeds is no attempt
    # By name and address together, and by the address; see DeskAdapter.
    "login_failed": "5/5m/key,60/5m/ip",
    "reset_password": "20/m/ip,3/h/key",  # by the address of mail
    "reauthenticate": None,  # counted as a log-in
}
MFA_ADAPTER = "articles.accounts.secondfactor.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes", "webauthn"]
MFA_ALLOW_UNVERIFIED_EMAIL = True  # none is ever verified
MFA_TOTP_TOLERANCE = 1  # codes of 30 seconds before and after: clocks differ (RFC 6238)
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # browsers allow it on this machine
MFA_TOTP_ISSUER = SITE_NAME
MFA_RATE_LIMITS = {
    "webauthn_login": None,  # a key cannot be guessed
    "passkey_asked": "20/m/ip",  # each begins a session
}
SESSION_ENGINE = "articles.accounts.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
MESSAGE_STORAGE = "digest.messages.Storage"
if HTTPS:
    SESSION_COOKIE_NAME = "__Host-sessionid"
    CSRF_COOKIE_NAME = "__Host-csrftoken"
    SECURE_SSL_REDIRECT = True
    # Machines ask for these, over http.
    SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    if SITE_URL.startswith("https:"):
        SECURE_SSL_HOST = SITE_URL.removeprefix("https://")
# Other hosts of the domain are not ours to bind for a year, nor to preload.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]

CSRF_FAILURE_VIEW = "articles.views.errors.not_accepted"
CSRF_TRUSTED_ORIGINS = [SITE_URL]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")  # see TrustedProxies
USE_X_FORWARDED_HOST = bool(TRUSTED_PROXIES)
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"  # sources see who links
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

SECURE_CSP = {
    "default-src": ["'self'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'"],
    "object-src": ["'none'"],
    "base-uri": ["'none'"],
    "form-action": ["'self'"],
    "frame-ancestors": ["'none'"],
}
if django.VERSION >= (6, 0):
    POLICY = "django.middleware.csp.ContentSecurityPolicyMiddleware"
else:
    POLICY = "csp.middleware.CSPMiddleware"
    INSTALLED_APPS += ["csp"]
    CONTENT_SECURITY_POLICY = {"DIRECTIVES": SECURE_CSP}
MIDDLEWARE.insert(2, POLICY)
if LOG == "json":
    MIDDLEWARE.append("digest.watching.Account")

# What goes wrong is told on standard error, with its traceback, never on a page.


def without_traceback(record):
    record.exc_info = None
    return True


def without_that_of_503(record):
    """Say in one line that the database is away, for it is said with each request."""
    return getattr(record, "status_code", 0) != 503 or without_traceback(record)


LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "lines": {
            "class": "digest.logs.Lines",
            "format": "{asctime} {levelname} {name}: {message}",
            "style": "{",
        },
        "json": {"class": "digest.logs.Json"},
    },
    "filters": {
        "without_traceback": {
            "()": "django.utils.log.CallbackFilter",
            "callback": without_traceback,
        },
        "without_that_of_503": {
            "()": "django.utils.log.CallbackFilter",
            "callback": without_that_of_503,
        },
        "without_secrets": {"()": "digest.logs.WithoutSecrets"},
    },
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": LOG,
            "filters": ["without_secrets"],
        },
    },
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO"},
        "digest": {"level": "INFO"},
        "django.request": {  # a page not found is no fault of ours
            "level": "ERROR",
            "filters": ["without_that_of_503"],
        },
        "django.security.DisallowedHost": {"filters": ["without_traceback"]},
        "trafilatura": {"level": "CRITICAL"},  # nor is what a stranger's page lacks
    },
}
