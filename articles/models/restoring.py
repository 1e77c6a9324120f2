"""An article becomes again what a revision holds."""

from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from articles.errors import Refused
from articles.models.refusals import in_one_line
from articles.models.revision import Revision, acting
from articles.models.upsert import write

# What every revision of an article shares, or only a step of its own changes.
NEVER = ("uid", "created_at", "updated_at", "status", "reason")
NOT_WITH_ALL = (*NEVER, "published_at", "corrections")


@transaction.atomic
def restore(article, revision, field=""):
    """Make `article` what `revision` holds, or one field of it; write a revision.

    Whether readers see it stays. Return whether anything changed. Raise Refused, in
    words, for what is no field, and where a rule says no.
    """
    now, then = article.record(), revision.record()
    names = set(vars(then)) - set(NOT_WITH_ALL)
    if field:
        names = {field}
        if field in NEVER or not hasattr(then, field):
            raise Refused(_("“{field}” cannot be restored.").format(field=field))
        if field == "published_at" and then.published_at is None:
            raise Refused(_("There was no date then: it would be made new."))
    wanted = replace(now, **{name: getattr(then, name) for name in names})
    if wanted == now:
        return False
    wanted.updated_at = timezone.now()
    with acting(restores=revision.number), Revision.objects.noting(article, now):
        try:
            write(wanted, article)
        except ValidationError as error:
            raise Refused(in_one_line(error)) from error
    return True
