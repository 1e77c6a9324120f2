from django.apps import AppConfig
from django.contrib.admin import autodiscover
from django.contrib.admin.apps import SimpleAdminConfig
from django.contrib.admin.checks import check_admin_app, check_dependencies
from django.core import checks
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = _("Content")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        autodiscover_modules("checks")  # ours asks the models, loaded by now


class DeskConfig(SimpleAdminConfig):
    """The desk is loaded with the addresses: most commands ask for none of it."""

    default_site = "articles.desk.Desk"

    def ready(self):
        checks.register(check_dependencies, checks.Tags.admin)
        checks.register(check_desk, checks.Tags.admin)


def check_desk(app_configs, **kwargs):
    """Return what is wrong with the desk; it is loaded for that."""
    autodiscover()
    return check_admin_app(app_configs, **kwargs)
