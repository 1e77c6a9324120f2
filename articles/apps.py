from django.apps import AppConfig, apps
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


class WithDesk(AppConfig):
    """An app of allauth: its models are loaded with the desk where a server says so.

    Readers’ pages ask nothing of them, and they take a tenth of the time of a start.
    Who deletes an account needs them, and is at the desk, or is a command.
    """

    waits = False  # until something imports the models

    def import_models(self):
        if WithDesk.waits:
            self.models = apps.all_models[self.label]
        else:
            super().import_models()


class AccountConfig(WithDesk):
    """Without allauth’s own, which demands its middleware around every page."""

    name = "allauth.account"
    default_auto_field = "django.db.models.AutoField"
    verbose_name = _("Accounts")


class SecondFactorConfig(WithDesk):
    name = "allauth.mfa"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = _("Second factor")


def check_desk(app_configs, **kwargs):
    """Return what is wrong with the desk; it is loaded for that."""
    autodiscover()
    return check_admin_app(app_configs, **kwargs)
