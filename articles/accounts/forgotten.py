"""Asking for a new password by mail."""

from allauth.core import ratelimit
from django.conf import settings
from django.contrib.auth.forms import PasswordResetForm
from django.contrib.auth.views import PasswordResetView
from django.http import Http404

from articles.jobs.mailing import password_mail, send_soon


class ForgottenForm(PasswordResetForm):
    """An address of mail. Whether an account has it is not told."""

    def save(self, *args, **how):
        for account in self.get_users(self.cleaned_data["email"]):
            if account.is_staff:
                send_soon(password_mail(account))


class ForgottenView(PasswordResetView):
    """Mails a link to the accounts that have an address, if any does.

    Who asks too often is answered as ever, and no mail is sent.
    """

    form_class = ForgottenForm

    def dispatch(self, request, *args, **kwargs):
        if not settings.MAIL_SERVER:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form):
        to = form.cleaned_data["email"].casefold()
        action = "reset_password"
        if not ratelimit.consume(self.request, action=action, key=to):
            form.get_users = lambda email: []
        return super().form_valid(form)
