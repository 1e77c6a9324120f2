#!/usr/bin/env python
"""The commands of Django and of Digest: `python manage.py help` lists them."""

import os
import sys

# Read by any Python, so that an old one can say that it is too old.
if sys.version_info < (3, 11):
    sys.exit(
        "Digest needs Python 3.11 or newer; this is Python %d.%d."
        % sys.version_info[:2]
    )


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "digest.settings")
    try:
        from django.conf import settings
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
    except ModuleNotFoundError as error:
        sys.exit(missing(error))
    try:
        settings.INSTALLED_APPS  # noqa: B018  reads the variables
    except ModuleNotFoundError as error:
        sys.exit(missing(error))
    except ImproperlyConfigured as error:
        sys.exit(str(error))
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as error:
        sys.exit(str(error))


def missing(error):
    return (
        "The package {} is missing here. Type `make run`, or install what Digest"
        " needs: pip install -r requirements.txt".format(error.name)
    )


if __name__ == "__main__":
    main()
