import pytest
from django.contrib.auth.models import User

from tests.accounts.accounts import PASSWORD


@pytest.fixture
def ada():
    """The account of an editor."""
    return User.objects.create_user("ada", password=PASSWORD, is_staff=True)
