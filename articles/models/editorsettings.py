"""What an editor has set for the desk, for themselves alone."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from articles import limits
from articles.models.fields import LineField, at_most


class EditorSettingsQuerySet(models.QuerySet):
    """Questions about the settings of many editors."""

    def of(self, account):
        """Return the settings of `account`; what it never set is as the site is."""
        return self.filter(pk=account.pk).first() or self.model(account=account)


class EditorSettings(models.Model):
    """The settings of one account. An account without a row has set nothing."""

    account = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="+",
    )
    language = LineField(max_length=limits.LANGUAGE, blank=True)  # "": the site's

    objects = EditorSettingsQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = _("settings of the desk")
        constraints = at_most("editorsettings", language=limits.LANGUAGE)

    def __str__(self):
        return str(self.account)

    @property
    def desk_language(self):
        """The code of the language in which the desk speaks to this editor."""
        known = self.language in settings.DESK_LANGUAGES
        return self.language if known else settings.LANGUAGE_CODE
