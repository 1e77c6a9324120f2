"""Digest as an operator runs it: with static files that `collectstatic` gathered."""

import os
from pathlib import Path

from digest.settings import *  # noqa: F403

STATIC_ROOT = Path(os.environ["BENCH_STATIC"]) / "digest"
WHITENOISE_USE_FINDERS = False
