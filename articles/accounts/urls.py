"""The addresses of accounts: the pages of allauth and Django that we need.

Their names are those by which allauth and Django ask for them.
"""

from django.urls import path
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _


class Page:
    """A view, by its dotted name; it is loaded when it is asked for.

    A view of Django’s has a title of its own. `how` is what `as_view()` takes.
    """

    def __init__(self, view, title="", **how):
        self.view, self.title, self.how = view, title, how

    def __call__(self, request, **arguments):
        answer = import_string("articles.accounts.pages.answer")
        return answer(request, self, arguments)


ACCOUNT, MFA = "allauth.account.views", "allauth.mfa"
DJANGO = "django.contrib.auth.views"
FORGOTTEN = "articles.accounts.forgotten.ForgottenView"

LOGIN = Page(f"{ACCOUNT}.LoginView", _("Log in"), template_name="admin/login.html")

urlpatterns = [
    path("login/", LOGIN, name="account_login"),
    path("password/", Page(FORGOTTEN), name="admin_password_reset"),
    path(
        "password/sent/",
        Page(f"{DJANGO}.PasswordResetDoneView"),
        name="password_reset_done",
    ),
    path(
        "password/chosen/",
        Page(f"{DJANGO}.PasswordResetCompleteView"),
        name="password_reset_complete",
    ),
    path(
        "password/<uidb64>/<token>/",
        Page(f"{DJANGO}.PasswordResetConfirmView"),
        name="password_reset_confirm",
    ),
]
