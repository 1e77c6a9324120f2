"""What `manage.py check --deploy` asks of a production site, beyond Django's own,
and what every check that may ask the database does."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core import checks
from django.db import Error
from django.http.request import validate_host
from django.utils import timezone

from articles.models import readiness, searchindex, snapshot

NARROW = 8  # bits: a network with fewer is half of the Internet
STALE = timedelta(days=2)  # what is taken once a day may miss once
CLOCK = 5  # seconds


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


@checks.register(checks.Tags.security, deploy=True)
def strangers_are_not_believed(app_configs, **kwargs):
    """Warn where a network that is trusted is so wide that strangers are in it."""
    found = []
    for variable, networks, what in (
        ("DIGEST_TRUSTED_PROXIES", settings.TRUSTED_PROXIES, "name any address as its"),
        ("DIGEST_METRICS", settings.METRICS, "read the figures of the site"),
    ):
        wide = [str(one) for one in networks if one.prefixlen < NARROW]
        if wide:
            found.append(
                checks.Warning(
                    f"{variable} holds {', '.join(wide)}: strangers {what}.",
                    hint="Name the machines, or a network of yours.",
                    id="digest.W006",
                )
            )
    return found


@checks.register(checks.Tags.security, deploy=True)
def proxy_is_believed(app_configs, **kwargs):
    """Say what https without a proxy that is trusted means: the server may speak it."""
    if settings.TRUSTED_PROXIES or not settings.HTTPS:
        return []
    told = "DIGEST_HTTPS is 1, and DIGEST_TRUSTED_PROXIES is not set."
    hint = "Behind a proxy that ends TLS each page then redirects to itself."
    return [checks.Info(told, hint=hint, id="digest.I001")]


@checks.register(checks.Tags.security, deploy=True)
def any_host_is_no_host(app_configs, **kwargs):
    """Warn where the site answers under any name that someone gives it."""
    if "*" not in settings.ALLOWED_HOSTS:
        return []
    return [
        checks.Warning(
            "DIGEST_ALLOWED_HOSTS holds *: the site answers under any name.",
            hint="Name its hosts. No page is kept in memory for others.",
            id="digest.W007",
        )
    ]


@checks.register(checks.Tags.security, deploy=True)
def cache_answers(app_configs, **kwargs):
    """Warn where the server that counts failed log-ins is not there."""
    hint = "DIGEST_CACHE_URL names it. Meanwhile a table of the database counts."
    return [
        checks.Warning(line, hint=hint, id="digest.W010")
        for line in readiness.without_cache()
    ]


@checks.register(checks.Tags.security, deploy=True)
def database_can_be_written(app_configs, **kwargs):
    """Refuse an SQLite database that who asks may only read."""
    hint = "They belong to the account that the site runs as, which asks this too."
    return [
        checks.Error(f"{path} cannot be written.", hint=hint, id="digest.E003")
        for path in readiness.unwritable()
    ]


@checks.register(checks.Tags.security, deploy=True)
def backup_is_new(app_configs, **kwargs):
    """Warn where the newest backup that is known is older than two days."""
    from articles.jobs.backup import Known, known_in  # each process loads this file

    told, known = "", Known({}, [])
    if not settings.BACKUPS:
        told = "DIGEST_BACKUPS is not set: nobody knows how old the last backup is."
    else:
        try:
            known = known_in(settings.BACKUPS, settings.SITE_URL)
        except OSError as error:
            told = f"DIGEST_BACKUPS: {settings.BACKUPS}: {error.strerror}."
    newest = max(known.taken.values(), default=None)
    if newest is None:
        told = told or f"In {settings.BACKUPS} is no backup of {settings.SITE_URL}."
    elif timezone.now() - newest >= STALE:
        told = f"The newest backup in {settings.BACKUPS} is of {newest:%Y-%m-%d}."
    hint = "Once a day: python manage.py backup --keep 7d4w12m"
    found = [checks.Warning(told, hint=hint, id="digest.W008")] if told else []
    hint = "Backups are their owner's alone: have one account take them all."
    return found + [
        checks.Warning(f"A backup cannot be read: {line}.", hint=hint, id="digest.W011")
        for line in known.unread
    ]


@checks.register(checks.Tags.security, deploy=True)
def backup_can_be_taken(app_configs, **kwargs):
    """Warn where the program that reads a PostgreSQL database is missing or too old."""
    from articles.jobs import backup

    try:
        told = backup.obstacle()
    except Error:  # the database is away: another check says so
        return []
    return [checks.Warning(told, id="digest.W012")] if told else []


@checks.register(checks.Tags.security, deploy=True)
def figures_are_counted_together(app_configs, **kwargs):
    """Warn where processes would count alone, as their folder is not there."""
    lost = readiness.figures_lost()
    if not (settings.METRICS and lost):
        return []
    told = f"{readiness.FIGURES}: {lost} is not there, or cannot be written."
    hint = "Each process counts alone: make the folder, for the account of the site."
    return [checks.Warning(told, hint=hint, id="digest.W013")]


@checks.register(checks.Tags.security, deploy=True)
def database_holds_what_it_should(app_configs, **kwargs):
    """Warn of faults of the search index, of lists and triggers, and of the clock."""
    try:
        if unready := readiness.not_ready():
            return [checks.Error(line, id="digest.E002") for line in unready]
        with snapshot():
            faults = searchindex.faults()
        apart = readiness.seconds_apart()
    except Error as error:
        says = " ".join(str(error).split())
        return [checks.Error(f"The database says: {says}", id="digest.E002")]
    hint = "python manage.py search_index --rebuild"
    found = [checks.Warning(fault, hint=hint, id="digest.W004") for fault in faults]
    if abs(apart) > CLOCK:
        found.append(
            checks.Warning(
                f"The clock of the database and that of this machine are"
                f" {abs(apart):.0f} seconds apart.",
                hint="Scheduled entries go by them: run NTP on both.",
                id="digest.W009",
            )
        )
    return found
