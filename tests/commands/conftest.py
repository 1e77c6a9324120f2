import pytest

from tests.processes import new_database, run


@pytest.fixture
def site(tmp_path):
    """The variables of a site with an empty database of its own."""
    variables = {
        "DIGEST_DATABASE_URL": new_database(tmp_path),
        "DIGEST_SECRET_KEY": "k" * 60,
    }
    run("manage.py", "migrate", "--verbosity=0", **variables)
    return variables
