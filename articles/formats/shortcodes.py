"""What WordPress would have put in the place of its own shortcodes.

https://developer.wordpress.org/plugins/shortcodes/; those of plugins stay as words.
"""

import re
from collections.abc import Callable

from django.utils.translation import gettext as _

CODE = r"\[/?(?:{names})(?:\s[^\[\]]{{0,2000}})?/?\]"
ESCAPED = r"(?<!\[)"  # [[gallery]] is how one writes of it
AROUND = re.compile(ESCAPED + CODE.format(names="(?:wp_)?caption|embed"), re.IGNORECASE)
ALONE: dict[str, Callable[[], str]] = {
    "gallery": lambda: _("gallery"),
    "playlist": lambda: _("playlist"),
    "audio": lambda: _("recording"),
    "video": lambda: _("video"),
}
LOST = re.compile(ESCAPED + CODE.format(names="|".join(ALONE)), re.IGNORECASE)
NAME = re.compile("[a-z]+", re.IGNORECASE)


def without(html: str) -> tuple[str, list[str]]:
    """Return the HTML of a post without its shortcodes, and what is lost with them.

    A picture with its caption, and an address that is embedded, stay.
    """
    lost: list[str] = []

    def taken_out(found: re.Match[str]) -> str:
        name = NAME.search(found[0])
        if name and not found[0].startswith("[/"):
            lost.append(ALONE[name[0].lower()]())
        return ""

    return LOST.sub(taken_out, AROUND.sub("", html)), lost
