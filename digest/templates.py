"""Templates without the blanks that indent them, and without lines that say nothing."""

import re

from django.template.loaders.filesystem import Loader

INDENT = re.compile(r"^\s+", re.MULTILINE)
# Lines of nothing but tags that show nothing, or a file that ends its last line.
SILENT = re.compile(
    r"^((?:{% (?:(?:end)?(?:block|for|if|kept|with)|elif|else|empty|include|load)\b"
    r"(?:(?!%}).)*%}|{% comment %}.*?{% endcomment %})+)\n",
    re.MULTILINE,
)


class Unindented(Loader):
    """Loads templates as Django does, each line from its first sign on."""

    def get_contents(self, origin):
        return SILENT.sub(r"\1", INDENT.sub("", super().get_contents(origin)))
