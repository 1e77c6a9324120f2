"""What is done once a day: what is past its time goes, what the database keeps by
itself is compared with the content."""

from collections.abc import Iterator
from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from articles.models import (
    Binned,
    Presence,
    Unfinished,
    Upload,
    searchindex,
    snapshot,
    tsvector,
)
from articles.models.ownsql import execute
from articles.sealing import Sealed, is_sealed, seal, unseal

# PostgreSQL counts what its tables hold. SQLite is to decide itself what it needs, and
# to look at few rows: ANALYZE of all made no page cheaper, and a search dearer (10,000
# entries).
TIDY = {
    "sqlite": ["PRAGMA analysis_limit = 1000", "PRAGMA optimize"],
    "postgresql": tsvector.SETTLE,
}
SEALED = ("secret", "seed")  # of an app, of recovery codes


@dataclass
class Step:
    """What became of a part of it, in a line, and whether someone has to look."""

    name: str
    says: str
    is_wrong: bool = False

    def __str__(self):
        return f"{self.name}: {self.says}"


def maintain(dry_run: bool = False) -> Iterator[Step]:
    """Do it, and yield each Step once it is done: whole, or not at all.

    One that fails says why, and the others are done all the same. With `dry_run`
    nothing is changed, and each says what it would do.
    """
    for name, part in PARTS.items():
        try:
            yield part(name, dry_run)
        except DatabaseError as error:
            says = " ".join(str(error).split())
            yield Step(name, f"nothing was done, the database says: {says}", True)


def deleted(rows):
    """Return a part that deletes the rows that `rows` returns a queryset of."""

    @transaction.atomic
    def delete(name, dry_run):
        if dry_run:
            return Step(name, f"{rows().count()} would be deleted")
        return Step(name, f"{rows().delete()[0]} deleted")

    return delete


@transaction.atomic
def forget_counts(name, dry_run):
    """Delete what the cache in the database holds past its time: failed log-ins."""
    now = connection.ops.adapt_datetimefield_value(timezone.now())
    what = "SELECT count(*)" if dry_run else "DELETE"
    with connection.cursor() as cursor:
        cursor.execute(f"{what} FROM digest_cache WHERE expires < %s", [now])
        if dry_run:
            return Step(name, f"{cursor.fetchone()[0]} would be deleted")
        return Step(name, f"{cursor.rowcount} deleted")


@transaction.atomic
def seal_factors(name, dry_run):
    """Seal with the key of today what an older Digest, or an older key, has kept."""
    done, lost = 0, []
    for factor in Authenticator.objects.select_for_update().select_related("user"):
        held = {part: factor.data[part] for part in SEALED if part in factor.data}
        if all(map(is_sealed, held.values())):
            continue
        try:
            factor.data |= {part: seal(unseal(value)) for part, value in held.items()}
        except Sealed:
            lost.append(factor.user.get_username())
            continue
        done += 1
        if not dry_run:
            factor.save(update_fields=["data"])
    if lost:
        remedy = "python manage.py forget_second_factor NAME"
        names = ", ".join(sorted(set(lost)))
        says = f"sealed with another key, those of {names}: DIGEST_SECRET_KEY_OLD, or"
        return Step(name, f"{says} {remedy}", True)
    return Step(name, f"{done} {'would be ' if dry_run else ''}sealed")


@transaction.atomic
def empty_bin(name, dry_run):
    rows = Binned.objects.old(settings.BIN_DAYS)
    if dry_run:
        return Step(name, f"{rows.count()} would be deleted for good")
    return Step(name, f"{rows.delete_for_good()} deleted for good")


def tidy(name, dry_run):
    if dry_run:
        return Step(name, "would be tidied")
    execute(*TIDY[connection.vendor])
    return Step(name, "tidied")


def look_over(name, dry_run):
    with snapshot():
        faults = searchindex.faults()
    if faults:
        remedy = "python manage.py search_index --rebuild"
        return Step(name, " ".join([*faults, remedy]), True)
    return Step(name, "hold what they should")


PARTS = {
    "sessions": deleted(lambda: Session.objects.filter(expire_date__lt=timezone.now())),
    "unsaved work": deleted(Unfinished.objects.old),
    "presence": deleted(Presence.objects.gone),
    "uploads": deleted(Upload.objects.old),
    "counts": forget_counts,
    "second factors": seal_factors,
    "bin": empty_bin,
    "database": tidy,
    "search index and lists": look_over,
}
