"""The recovery codes of an editor."""

from allauth.account.internal.flows.reauthentication import (
    raise_if_reauthentication_required,
)
from allauth.mfa.models import Authenticator
from django.shortcuts import get_object_or_404
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView


@method_decorator(never_cache, name="dispatch")
class CodesView(TemplateView):
    """Shows who has just said their password which codes are not used yet.

    The view of allauth notes in their row that they were seen, by a GET.
    """

    def get_context_data(self, **how):
        kind = Authenticator.Type.RECOVERY_CODES
        held = get_object_or_404(Authenticator, user=self.request.user, type=kind)
        raise_if_reauthentication_required(self.request, app="allauth.mfa")
        codes = held.wrap().get_unused_codes()
        return super().get_context_data(unused_codes=codes, **how)
