"""The form of a page of the site itself."""

from articles.forms.deskform import DeskForm
from articles.models import (
    Page,
)


class PageForm(DeskForm):
    class Meta:
        model = Page
        fields = ["slug", "title", "body"]
