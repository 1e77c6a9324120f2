"""Templates without the blanks that indent them, and without empty lines."""

import re

from django.template.loaders.filesystem import Loader

INDENT = re.compile(r"^\s+", re.MULTILINE)


class Unindented(Loader):
    """Loads templates as Django does, each line from its first sign on."""

    def get_contents(self, origin):
        return INDENT.sub("", super().get_contents(origin))
