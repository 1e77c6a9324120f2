"""Errors go to Sentry, or to what speaks as it does, without what readers or editors
typed. Its library is not among the requirements; it is loaded for this alone."""

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from digest import asked

OF_DATABASES = ("django.db.", "psycopg.")


def start() -> None:
    """Send errors of this process from now on.

    Raise ImproperlyConfigured without the library, and for an address that is none.
    """
    try:
        import sentry_sdk
    except ModuleNotFoundError:
        raise ImproperlyConfigured(
            "DIGEST_SENTRY_DSN is set, and its library is missing:"
            ' pip install "sentry-sdk>=2.75,<3".'
        ) from None
    try:
        sentry_sdk.init(
            settings.SENTRY_DSN,
            send_default_pii=False,
            include_local_variables=False,
            max_request_body_size="never",
            max_breadcrumbs=0,
            auto_session_tracking=False,
            before_send=without_secrets,
        )
    except sentry_sdk.utils.BadDsn:
        raise ImproperlyConfigured(
            "DIGEST_SENTRY_DSN is not the address of a project of Sentry."
        ) from None


def without_secrets(event, hint):
    """Return an event with no more of the request than its method, path and id."""
    request = event.pop("request", {})
    url = asked.hidden(request.get("url", ""))
    event["request"] = {"method": request.get("method", ""), "url": url}
    event.pop("extra", None)  # of a line in the log it names the request
    if view := event.get("transaction"):
        event["transaction"] = asked.hidden(view)
    if line := event.get("logentry"):
        event["logentry"] = {"message": asked.hidden(line["formatted"])}
    for error in event.get("exception", {}).get("values", ()):
        if (error.get("module") or "").startswith(OF_DATABASES):
            error["value"] = error["value"].partition("\n")[0]  # then comes the row
    if noted := asked.now.get():
        event["request"]["url"] = settings.SITE_URL + noted.path
        event.setdefault("tags", {})["request_id"] = noted.id
    return event
