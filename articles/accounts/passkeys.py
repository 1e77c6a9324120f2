"""Logging in by a passkey alone."""

from allauth.core.internal import ratelimit
from allauth.mfa.webauthn.internal.auth import begin_authentication
from allauth.mfa.webauthn.views import LoginWebAuthnView
from django.http import JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _


class PasskeyView(LoginWebAuthnView):
    """Tells a browser what its key has to sign, and logs in who sends that signed.

    Both are sent with a token: what is to be signed is kept in a session, a row that a
    stranger may have written, but not by following a link, nor without end.
    """

    def get(self, request, *args, **kwargs):
        return redirect("account_login")

    def post(self, request, *args, **kwargs):
        if request.POST.get("credential"):
            return super().post(request, *args, **kwargs)
        if not ratelimit.consume(request, app="allauth.mfa", action="passkey_asked"):
            return JsonResponse({"error": _("Too often: wait a minute.")}, status=429)
        return JsonResponse({"request_options": begin_authentication()})
