from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig
from django.core.checks import Tags, register

from articles import checks


class ArticlesConfig(AppConfig):
    name = "articles"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self):
        register(checks.key_is_given, Tags.security, deploy=True)
        register(checks.site_is_answered, Tags.security, deploy=True)


class DeskConfig(AdminConfig):
    default_site = "articles.desk.Desk"
