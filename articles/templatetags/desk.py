from django import template
from django.utils.translation import gettext

register = template.Library()


@register.filter
def told(action):
    """Return what an entry of the log says, in the language of its reader.

    What we wrote is kept in English: its first line is translated, as the words in the
    lines below it are an editor’s own.
    """
    first, _, words = action.get_change_message().partition("\n")
    return f"{gettext(first)} {words}".strip() if first else words
