"""Templates without the blanks that indent them, and without lines that say nothing."""

import re
from importlib import import_module

from django.apps import apps
from django.template.backends.django import DjangoTemplates, get_package_libraries
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


class Templates(DjangoTemplates):
    """Knows the tags of Django’s apps and of ours.

    Those of all others would be loaded with the first page, and no template of ours
    uses them.
    """

    def get_templatetag_libraries(self, custom_libraries):
        libraries = {}
        names = [app.name for app in apps.get_app_configs()]
        ours = [name for name in names if name.startswith(("django.", "articles"))]
        for name in ("django", *ours):
            try:
                package = import_module(f"{name}.templatetags")
            except ModuleNotFoundError:
                continue
            for library in get_package_libraries(package):
                libraries[library.removeprefix(f"{package.__name__}.")] = library
        return libraries | custom_libraries
