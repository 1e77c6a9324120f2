"""What every template may say of the site."""

from django.conf import settings
from django.utils.translation import to_locale

# As networks want them: a language alone is none (ogp.me).
LOCALES = {"en": "en_US", "de": "de_DE"}


def site(request):
    """Return `site`: its name (also in parts), description, address, and language."""
    first, _, last = settings.SITE_NAME.rpartition(" ")
    return {
        "site": {
            "name": settings.SITE_NAME,
            "name_parts": (first, last),
            "description": settings.SITE_DESCRIPTION,
            "url": settings.SITE_URL,
            "language": settings.LANGUAGE_CODE,
            "locale": LOCALES.get(settings.LANGUAGE_CODE)
            or to_locale(settings.LANGUAGE_CODE),
        }
    }
