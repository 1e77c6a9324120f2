"""Accounts: inviting an editor, and the link by which one chooses a password.

The link holds until it is used, and for `settings.PASSWORD_RESET_TIMEOUT` seconds.
"""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from articles.errors import Refused


def account_named(name):
    """Return the account of that name. Raise Refused where there is none in use."""
    account = get_user_model().objects.filter(username=name).first()
    if account is None:
        raise Refused(_("There is no account “{name}”.").format(name=name))
    if not (account.is_active and account.is_staff):
        raise Refused(shut_out(name))
    return account


def shut_out(name):
    """Return in words that an account is no editor’s, or no more."""
    return _("The account “{name}” may not enter the desk.").format(name=name)


@transaction.atomic
def invite(name, group, email=""):
    """Save and return an account of a group, without a password as yet.

    One that was invited before and never came is invited once more. Raise Refused for
    a name that is in use or no name, for an account that was closed, and for a group
    that there is not.
    """
    chosen = Group.objects.filter(name=group).first()
    if chosen is None:
        known = ", ".join(Group.objects.order_by("name").values_list("name", flat=True))
        says = _("There is no group “{name}”. These are: {known}.")
        raise Refused(says.format(name=group, known=known))
    account = get_user_model().objects.filter(username=name).first()
    if account is None:
        account = get_user_model()(username=name, is_staff=True)
        account.set_unusable_password()
    elif not account.is_active:
        raise Refused(shut_out(name))
    elif account.has_usable_password() or not account.is_staff:
        raise Refused(_("There is an account “{name}” already.").format(name=name))
    account.email = email or account.email
    try:
        account.full_clean()
    except ValidationError as error:
        raise Refused(" ".join(error.messages)) from error
    account.save()
    account.groups.set([chosen])
    return account


def password_link(account):
    """Return the address at which `account`, and who has it, chooses a password."""
    key = urlsafe_base64_encode(force_bytes(account.pk))
    token = default_token_generator.make_token(account)
    return settings.SITE_URL + reverse("password_reset_confirm", args=[key, token])
