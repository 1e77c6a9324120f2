"""What every template may say of the site."""

from django.conf import settings


def site(request):
    """Return `site`: its name (also in two parts), description, address, language."""
    first, _, last = settings.SITE_NAME.rpartition(" ")
    return {
        "site": {
            "name": settings.SITE_NAME,
            "name_parts": (first, last),
            "description": settings.SITE_DESCRIPTION,
            "url": settings.SITE_URL,
            "language": settings.LANGUAGE_CODE,
        }
    }
