import pytest

from tests.commands.site import SEED
from tests.processes import filled_database, migrated_database


@pytest.fixture
def site(tmp_path):
    """The variables of a site with a database of its own, and nothing in it."""
    return {
        "DIGEST_DATABASE_URL": migrated_database(tmp_path),
        "DIGEST_SECRET_KEY": "k" * 60,
    }


@pytest.fixture
def seeded(tmp_path):
    """The variables of a site with a database of its own, and the seed in it."""
    return {
        "DIGEST_DATABASE_URL": filled_database(tmp_path, SEED),
        "DIGEST_SECRET_KEY": "k" * 60,
    }
