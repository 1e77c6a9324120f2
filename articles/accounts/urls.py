"""The addresses of accounts: the pages of allauth and Django that we need.

Their names are those by which allauth and Django ask for them.
"""

from django.urls import include, path
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _


class Page:
    """A view, by its dotted name; it is loaded when it is asked for.

    Its template is given `title` and `told`; a view of Django’s has its own. One that
    `is_closed` leads who is not logged in to the log-in.
    """

    def __init__(self, view, template=None, title="", is_closed=False, **told):
        self.view, self.told = view, {"title": title, **told}
        self.is_closed = is_closed
        self.how = {"template_name": f"admin/{template}.html"} if template else {}

    def __call__(self, request, **arguments):
        answer = import_string("articles.accounts.pages.answer")
        return answer(request, self, arguments)


def page(route, name, view, template=None, title="", **told):
    """Return the address of a view of allauth’s, or of Django’s, as a Page."""
    template = template and f"account/{template}"
    return path(route, Page(view, template, title, **told), name=name)


def second_factor(route, name, view, *shown, is_closed=True, **told):
    """Return the address of a view of allauth.mfa."""
    view = f"allauth.mfa.{view}View"
    return page(route, f"mfa_{name}", view, *shown, is_closed=is_closed, **told)


LOGIN = Page("allauth.account.views.LoginView", "login", _("Log in"))
TAKE_AWAY = _("Take it away")
IS_IT_YOU = "reauthenticate", _("Is it you?")
FACTORS = "second_factor", _("Second factor")

PASSWORDS = "django.contrib.auth.views.PasswordReset"
passwords = [
    page("", "admin_password_reset", "articles.accounts.forgotten.ForgottenView"),
    page("sent/", "password_reset_done", f"{PASSWORDS}DoneView"),
    page("chosen/", "password_reset_complete", f"{PASSWORDS}CompleteView"),
    page(
        "<uidb64>/<token>/",
        "password_reset_confirm",
        f"{PASSWORDS}ConfirmView",
        "password",
    ),
]
second_factors = [
    second_factor("", "index", "base.views.Index", *FACTORS),
    second_factor(
        "log-in/",
        "authenticate",
        "base.views.Authenticate",
        "authenticate",
        _("Log in"),
        is_closed=False,
    ),
    second_factor(
        "app/",
        "activate_totp",
        "totp.views.ActivateTOTP",
        "app",
        _("Set up an app"),
        submit=_("Set up"),
    ),
    second_factor(
        "app/remove/",
        "deactivate_totp",
        "totp.views.DeactivateTOTP",
        "form",
        _("Take the app away"),
        words=_("Its codes will open nothing any more."),
        submit=TAKE_AWAY,
    ),
    page(
        "codes/",
        "mfa_view_recovery_codes",
        "articles.accounts.codes.CodesView",
        "codes",
        _("Recovery codes"),
        is_closed=True,
    ),
    second_factor(
        "codes/new/",
        "generate_recovery_codes",
        "recovery_codes.views.GenerateRecoveryCodes",
        "form",
        _("New recovery codes"),
        words=_("Those that you have will open nothing any more."),
        submit=_("Make new ones"),
    ),
    second_factor("passkeys/", "list_webauthn", "base.views.Index", *FACTORS),
    second_factor(
        "passkeys/add/",
        "add_webauthn",
        "webauthn.views.AddWebAuthn",
        "passkey",
        _("Add a passkey"),
    ),
    second_factor(
        "passkeys/<int:pk>/remove/",
        "remove_webauthn",
        "webauthn.views.RemoveWebAuthn",
        "form",
        _("Take the passkey away"),
        words=_("It will open nothing any more."),
        submit=TAKE_AWAY,
    ),
    page(
        "passkeys/log-in/",
        "mfa_login_webauthn",
        "articles.accounts.passkeys.PasskeyView",
    ),
    second_factor(
        "again/code/", "reauthenticate", "base.views.Reauthenticate", *IS_IT_YOU
    ),
    second_factor(
        "again/passkey/",
        "reauthenticate_webauthn",
        "webauthn.views.ReauthenticateWebAuthn",
        *IS_IT_YOU,
    ),
    page(
        "again/",
        "account_reauthenticate",
        "allauth.account.views.ReauthenticateView",
        *IS_IT_YOU,
        is_closed=True,
    ),
]
urlpatterns = [
    path("login/", LOGIN, name="account_login"),
    path("password/", include(passwords)),
    path("second-factor/", include(second_factors)),
]
