from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class ArticlesConfig(AppConfig):
    name = "articles"
    default_auto_field = "django.db.models.BigAutoField"


class DeskConfig(AdminConfig):
    default_site = "articles.desk.Desk"
