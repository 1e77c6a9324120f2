from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group
from django.utils.translation import gettext as _

from articles.admin.deskadmin import DeskAdmin
from articles.models import has_traces

Account = get_user_model()
# Addresses of ours are columns of accounts; and nobody reads another’s secrets.
admin.site.unregister([Account, EmailAddress, Authenticator, Group])


@admin.register(Account)
class AccountAdmin(DeskAdmin, UserAdmin):
    """Accounts. Who did anything stays: the trail of the desk says who it was."""

    def get_deleted_objects(self, objs, request):
        """Return what Django shows before it deletes; it deletes nothing protected."""
        says = _("“{name}” did something at the desk: take “Active” away instead.")
        kept = [says.format(name=one) for one in objs if has_traces(one)]
        if kept:  # what else would go may be very long, and does not
            return [], {}, set(), kept
        return super().get_deleted_objects(objs, request)


@admin.register(Group)
class AccountGroupAdmin(DeskAdmin, GroupAdmin):
    """Groups of accounts, and what they may do."""
