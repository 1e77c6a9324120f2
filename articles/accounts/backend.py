from django.contrib.auth.backends import ModelBackend


class DeskBackend(ModelBackend):
    """Accounts are for the desk: who may not enter it has no session either."""

    def user_can_authenticate(self, user):
        return user.is_staff and super().user_can_authenticate(user)
