"""The form of who gives themselves another password."""

from allauth.account.adapter import get_adapter
from django.contrib.admin.forms import AdminPasswordChangeForm
from django.core.exceptions import ValidationError


class PasswordForm(AdminPasswordChangeForm):
    """A new password. An old one that is wrong counts as a log-in that failed."""

    def __init__(self, *args, request, **kwargs):
        super().__init__(*args, **kwargs)
        self.request = request

    def clean_old_password(self):
        old, name = self.cleaned_data["old_password"], self.user.get_username()
        adapter = get_adapter(self.request)
        if not adapter.authenticate(self.request, username=name, password=old):
            code = "password_incorrect"
            raise ValidationError(self.error_messages[code], code=code)
        return old
