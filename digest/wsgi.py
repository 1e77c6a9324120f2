import gc
import os
import sys

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

from articles.apps import WithDesk

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "digest.settings")
try:
    WithDesk.waits = True
    gc.disable()  # what is loaded stays: it is no garbage, now or later
    application = get_wsgi_application()
    if settings.SENTRY_DSN:
        from digest import sentry

        sentry.start()
except ImproperlyConfigured as error:
    sys.exit(f"Digest cannot start. {error}")

if settings.LOG == "json" or settings.METRICS:
    from digest.watching import watched as with_pages_kept
else:
    from digest.pagecache import with_pages_kept  # it asks the models

application = with_pages_kept(application)
gc.freeze()
gc.enable()
