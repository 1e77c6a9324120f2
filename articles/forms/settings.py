"""What an editor sets for themselves."""

from django import forms
from django.conf import settings
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from articles.forms.deskform import DeskForm
from articles.models import (
    EditorSettings,
)


def languages_of_the_desk():
    """Return the choices of a language: the site's, then each named in itself."""
    site = get_language_info(settings.LANGUAGE_CODE)["name_local"]
    others = [
        (code, get_language_info(code)["name_local"])
        for code in settings.DESK_LANGUAGES
    ]
    return [("", _("As the site ({language})").format(language=site)), *others]


class EditorSettingsForm(DeskForm):
    """What editors set at the desk for themselves."""

    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=languages_of_the_desk,
        help_text=_("Of the desk, for you alone. What readers see stays as it is."),
    )

    class Meta:
        model = EditorSettings
        fields = ["language"]
