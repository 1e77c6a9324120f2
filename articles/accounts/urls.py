"""The addresses of accounts, below those of the desk: those of allauth’s that we need.

Their names are allauth’s, which asks for them.
"""

from django.urls import path
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _


class Page:
    """A view, by its dotted name; it is loaded when it is asked for.

    `how` is what `as_view()` takes.
    """

    def __init__(self, view, title, **how):
        self.view, self.title, self.how = view, title, how

    def __call__(self, request, **arguments):
        answer = import_string("articles.accounts.pages.answer")
        return answer(request, self, arguments)


ACCOUNT, MFA = "allauth.account.views", "allauth.mfa"
LOGIN = Page(f"{ACCOUNT}.LoginView", _("Log in"), template_name="admin/login.html")

urlpatterns = [path("login/", LOGIN, name="account_login")]
