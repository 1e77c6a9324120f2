"""What allauth asks of us. Settings named ACCOUNT_ and MFA_ say the rest."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal.ratelimit import truncate_ip
from django.contrib import messages
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from articles.slugs import name_key

UNSAID = ("account/messages/logged_in.txt",)  # the desk itself says that much


def is_counting():
    """Return whether the cache keeps what it is given: the table fails in silence."""
    given = get_random_string(12)
    cache.set("is_counting", given, 10)  # seconds
    return cache.get("is_counting") == given


class DeskAdapter(DefaultAccountAdapter):
    """Accounts of the desk: none is made by a stranger."""

    def is_open_for_signup(self, request):
        return False

    def get_client_ip(self, request):
        """Return the address that TrustedProxies has found, or "" (a socket has none).

        Of an IPv6 address it is the network, for a visitor has all the others in it.
        """
        return truncate_ip(request.META.get("REMOTE_ADDR", ""))

    def _get_login_attempts_cache_key(self, request, **credentials):
        """Return by what failed log-ins are counted: the name and the address.

        By the name alone, a stranger who fails on purpose would lock an editor out.
        """
        name = name_key(credentials.get("username", ""))
        return f"{self.get_client_ip(request)} {name}"

    def pre_authenticate(self, request, **credentials):
        """Raise ValidationError for who failed too often.

        Raise a DatabaseError instead where nothing can be counted as nothing can be
        written: to allauth that is the same.
        """
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            if not is_counting():
                request.session.save()  # which says why
            raise

    def pre_login(self, request, user, **how):
        if not user.is_staff:
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **how)

    def respond_user_inactive(self, request, user):
        messages.error(request, _("This account may not enter the desk."))
        return redirect("account_login")

    def add_message(self, request, level, message_template=None, *args, **kwargs):
        if message_template not in UNSAID:
            super().add_message(request, level, message_template, *args, **kwargs)
