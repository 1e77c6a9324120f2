"""The settings of the tests: those of a site with no variable set but its database."""

import os

from tests import engine

for name in list(os.environ):
    if name.startswith("DIGEST_") and not name.startswith("DIGEST_TEST_"):
        del os.environ[name]
os.environ["DIGEST_DATABASE_URL"] = engine.url()

from digest.settings import *  # noqa: E402, F403
from digest.settings import DATABASES, MIDDLEWARE  # noqa: E402

if engine.NAME == "sqlite":  # a file, so that threads and servers have their own doors
    DATABASES["default"]["TEST"] = {"NAME": engine.folder() / "test.sqlite3"}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # fast
SHARE_CARDS = engine.folder() / "cards"
STATIC_ROOT = engine.folder() / "static"
STATIC_ROOT.mkdir(exist_ok=True)
WHITENOISE_USE_FINDERS = True
whitenoise = MIDDLEWARE.index("whitenoise.middleware.WhiteNoiseMiddleware")
MIDDLEWARE[whitenoise] = "tests.staticfiles.FoundOnce"
