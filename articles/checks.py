"""What `manage.py check --deploy` asks of a production site, beyond Django's own,
and what every check that may ask the database does."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.http.request import validate_host

from articles.models import searchindex


@checks.register(checks.Tags.security, deploy=True)
def key_is_given(app_configs, **kwargs):
    """Refuse a key that was made: another machine, or a copy, would have another."""
    if settings.GIVEN_KEY:
        return []
    return [
        checks.Error(
            "DIGEST_SECRET_KEY is not set.",
            hint="Set it, or DIGEST_SECRET_KEY_FILE, to 50 or more random characters.",
            id="digest.E001",
        )
    ]


@checks.register(checks.Tags.database)
def search_index_is_kept(databases=None, **kwargs):
    """Warn where the database would not keep its search index right."""
    if not databases or not searchindex.exists():
        return []
    return [
        checks.Warning(
            f"The search index: {fault}",
            hint="python manage.py search_index --rebuild",
            id="digest.W004",
        )
        for fault in searchindex.shape_faults()
    ]


@checks.register(checks.Tags.security, deploy=True)
def network_is_closed(app_configs, **kwargs):
    """Warn where what an editor types may reach machines that are not public."""
    if not settings.FETCH_ALLOW:
        return []
    return [
        checks.Warning(
            "DIGEST_FETCH_ALLOW lets editors reach"
            f" {', '.join(map(str, settings.FETCH_ALLOW))}.",
            hint="It is for tests and trials: leave it out on a public site.",
            id="digest.W005",
        )
    ]


@checks.register(checks.Tags.security, deploy=True)
def site_is_answered(app_configs, **kwargs):
    """Warn where the address that pages and feeds name would not be answered."""
    site = urlsplit(settings.SITE_URL)
    found = []
    if not validate_host(site.hostname or "", settings.ALLOWED_HOSTS):
        found.append(
            checks.Warning(
                f"DIGEST_ALLOWED_HOSTS lacks {site.hostname}, the host of"
                " DIGEST_SITE_URL.",
                id="digest.W002",
            )
        )
    if settings.HTTPS and site.scheme != "https":
        found.append(
            checks.Warning(
                "DIGEST_SITE_URL begins with http://, and DIGEST_HTTPS is 1.",
                hint="Every address in pages and feeds would lead by a redirect.",
                id="digest.W003",
            )
        )
    return found
