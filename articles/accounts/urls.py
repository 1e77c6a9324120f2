"""The addresses of accounts: the pages of allauth and Django that we need.

Their names are those by which allauth and Django ask for them.
"""

from django.urls import include, path
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _


class Page:
    """A view, by its dotted name; it is loaded when it is asked for.

    Its template is given `title` and `told`; a view of Django’s has its own.
    """

    def __init__(self, view, template=None, title="", **told):
        self.view, self.told = view, {"title": title, **told}
        self.how = {"template_name": f"admin/{template}.html"} if template else {}

    def __call__(self, request, **arguments):
        answer = import_string("articles.accounts.pages.answer")
        return answer(request, self, arguments)


def second_factor(name, template, title="", **told):
    """Return the page of a view of allauth.mfa."""
    return Page(f"allauth.mfa.{name}View", f"account/{template}", title, **told)


LOGIN = Page("allauth.account.views.LoginView", "login", _("Log in"))
IS_IT_YOU = {"template": "account/reauthenticate", "title": _("Is it you?")}

passwords = [
    path(
        "",
        Page("articles.accounts.forgotten.ForgottenView"),
        name="admin_password_reset",
    ),
    path(
        "sent/",
        Page("django.contrib.auth.views.PasswordResetDoneView"),
        name="password_reset_done",
    ),
    path(
        "chosen/",
        Page("django.contrib.auth.views.PasswordResetCompleteView"),
        name="password_reset_complete",
    ),
    path(
        "<uidb64>/<token>/",
        Page("django.contrib.auth.views.PasswordResetConfirmView"),
        name="password_reset_confirm",
    ),
]
second_factors = [
    path(
        "",
        second_factor("base.views.Index", "second_factor", _("Second factor")),
        name="mfa_index",
    ),
    path(
        "log-in/",
        second_factor("base.views.Authenticate", "authenticate", _("Log in")),
        name="mfa_authenticate",
    ),
    path(
        "app/",
        second_factor(
            "totp.views.ActivateTOTP", "app", _("Set up an app"), submit=_("Set up")
        ),
        name="mfa_activate_totp",
    ),
    path(
        "app/remove/",
        second_factor(
            "totp.views.DeactivateTOTP",
            "form",
            _("Take the app away"),
            words=_("Its codes will open nothing any more."),
            submit=_("Take it away"),
        ),
        name="mfa_deactivate_totp",
    ),
    path(
        "codes/",
        second_factor(
            "recovery_codes.views.ViewRecoveryCodes", "codes", _("Recovery codes")
        ),
        name="mfa_view_recovery_codes",
    ),
    path(
        "codes/new/",
        second_factor(
            "recovery_codes.views.GenerateRecoveryCodes",
            "form",
            _("New recovery codes"),
            words=_("Those that you have will open nothing any more."),
            submit=_("Make new ones"),
        ),
        name="mfa_generate_recovery_codes",
    ),
    path(
        "passkeys/",
        second_factor("base.views.Index", "second_factor", _("Second factor")),
        name="mfa_list_webauthn",
    ),
    path(
        "passkeys/add/",
        second_factor("webauthn.views.AddWebAuthn", "passkey", _("Add a passkey")),
        name="mfa_add_webauthn",
    ),
    path(
        "passkeys/<int:pk>/remove/",
        second_factor(
            "webauthn.views.RemoveWebAuthn",
            "form",
            _("Take the passkey away"),
            words=_("It will open nothing any more."),
            submit=_("Take it away"),
        ),
        name="mfa_remove_webauthn",
    ),
    path(
        "passkeys/log-in/",
        Page("allauth.mfa.webauthn.views.LoginWebAuthnView"),
        name="mfa_login_webauthn",
    ),
    path(
        "again/",
        Page("allauth.account.views.ReauthenticateView", **IS_IT_YOU),
        name="account_reauthenticate",
    ),
    path(
        "again/code/",
        Page("allauth.mfa.base.views.ReauthenticateView", **IS_IT_YOU),
        name="mfa_reauthenticate",
    ),
    path(
        "again/passkey/",
        Page("allauth.mfa.webauthn.views.ReauthenticateWebAuthnView", **IS_IT_YOU),
        name="mfa_reauthenticate_webauthn",
    ),
]
urlpatterns = [
    path("login/", LOGIN, name="account_login"),
    path("password/", include(passwords)),
    path("second-factor/", include(second_factors)),
]
