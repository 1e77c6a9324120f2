from django import template

from articles.models import told

register = template.Library()
register.filter("told", told)
