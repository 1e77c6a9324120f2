"""What pages are made of besides the content: where it changes, all is built anew."""

import hashlib
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.template import engines

from articles.formats.staticpages import Frame

KINDS = (".css", ".html", ".js", ".mo", ".py", ".svg", ".txt", ".xml")


def made_of(frame: Frame) -> str:
    """Return a digest of the code, the templates, the assets and the settings."""
    folders = [
        Path(apps.get_app_config("articles").path),
        *map(Path, engines["django"].dirs),
        *map(Path, settings.STATICFILES_DIRS),
    ]
    named = (settings.SITE_NAME, settings.SITE_DESCRIPTION, settings.TIME_ZONE)
    found = hashlib.blake2b(repr((frame, named)).encode(), digest_size=8)
    for folder in folders:
        for file in sorted(folder.rglob("*")):
            if file.suffix in KINDS and file.is_file():
                found.update(str(file.relative_to(folder)).encode())
                found.update(file.read_bytes())
    return found.hexdigest()
