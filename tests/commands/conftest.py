import pytest

from tests.processes import migrated_database


@pytest.fixture
def site(tmp_path):
    """The variables of a site with a database of its own, and nothing in it."""
    return {
        "DIGEST_DATABASE_URL": migrated_database(tmp_path),
        "DIGEST_SECRET_KEY": "k" * 60,
    }
