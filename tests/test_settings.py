import os
import runpy
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.exceptions import ImproperlyConfigured

from digest import key
from tests.processes import ROOT, run


@pytest.fixture
def read(monkeypatch, tmp_path):
    """A function that returns the settings under the variables that it is given."""

    def read_settings(**variables):
        for name in [name for name in os.environ if name.startswith("DIGEST_")]:
            monkeypatch.delenv(name)
        if "DIGEST_DATABASE_URL_FILE" not in variables:
            default = f"sqlite:///{tmp_path}/site.sqlite3"
            variables = {"DIGEST_DATABASE_URL": default, **variables}
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return runpy.run_path(str(ROOT / "digest" / "settings.py"))

    return read_settings


def test_site_runs_with_no_variable_set(read):
    found = read()

    assert found["SITE_URL"] == "http://127.0.0.1:8000"
    assert found["ALLOWED_HOSTS"] == ["localhost", "127.0.0.1", "[::1]"]
    assert found["LANGUAGE_CODE"] == "en"
    assert found["TIME_ZONE"] == "UTC"
    assert found["DEBUG"] is False
    assert found["SESSION_COOKIE_SECURE"] is False
    assert found["TRUSTED_PROXIES"] == []
    assert found["FETCH_PORTS"] == found["FETCH_ALLOW"] == []
    assert found["ARXIV_API"] == "https://export.arxiv.org/api/query"


def test_database_lies_beside_manage_py_by_default(monkeypatch):
    for name in [name for name in os.environ if name.startswith("DIGEST_")]:
        monkeypatch.delenv(name)

    found = runpy.run_path(str(ROOT / "digest" / "settings.py"))

    assert found["DATABASES"]["default"]["NAME"] == ROOT / "db.sqlite3"
    assert found["KEY_FILE"] == ROOT / "db.key"


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("DIGEST_DEBUG", "yes", "must be 0 or 1, not 'yes'"),
        ("DIGEST_HTTPS", "", "is empty"),
        ("DIGEST_SITE_NAME", "The\nDigest", "one line of text"),
        ("DIGEST_SITE_URL", "example.org", "https://example.org"),
        ("DIGEST_SITE_URL", "https://example.org/blog", "without a path"),
        ("DIGEST_SITE_URL", "https://a:b@example.org", "without a path"),
        ("DIGEST_SITE_URL", "ftp://example.org", "https://example.org"),
        ("DIGEST_SITE_URL", "http://example.org:99999", "https://example.org"),
        ("DIGEST_ALLOWED_HOSTS", "https://example.org", "without scheme and port"),
        ("DIGEST_ALLOWED_HOSTS", "example.org:80", "without scheme and port"),
        ("DIGEST_ALLOWED_HOSTS", "a.org,,b.org", "an empty part"),
        ("DIGEST_TRUSTED_PROXIES", "proxy.example.org", "10.0.0.0/8"),
        ("DIGEST_TRUSTED_PROXIES", "10.0.0.1/8", "has host bits set"),
        ("DIGEST_FETCH_ALLOW", "localhost", "10.0.0.0/8"),
        ("DIGEST_PAGE_CACHE", "16M", "a whole number from 0 to"),
        ("DIGEST_EDITION_CHECK", "-1", "a whole number from 0 to 3600, not '-1'"),
        ("DIGEST_FETCH_PORTS", "8443,https", "from 1 to 65535, not 'https'"),
        ("DIGEST_FETCH_PORTS", "65536", "from 1 to 65535"),
        ("DIGEST_ARXIV_API", "export.arxiv.org", "https://example.org/api"),
        ("DIGEST_CROSSREF_API", "https://a.org/?mailto=b", "without a query"),
        ("DIGEST_DATACITE_API", "https://a:b@c.org/", "without a query"),
        ("DIGEST_BIN_DAYS", "a month", "a whole number from 0 to 36500"),
        ("DIGEST_BACKUPS", "backups", "the path of a folder, from the root"),
        ("DIGEST_LOG", "xml", "must be lines or json, not 'xml'"),
        ("DIGEST_METRICS", "everyone", "10.0.0.0/8"),
        ("DIGEST_SENTRY_DSN", " ", "is empty"),
        ("DIGEST_PG_BIN", "postgresql/bin", "the path of a folder, from the root"),
        ("DIGEST_PG_BIN", "/no/such/folder", "there is no such folder"),
        ("DIGEST_LANGUAGE", "xx", "no language 'xx'"),
        ("DIGEST_LANGUAGE", "fra", "Did you mean fr?"),
        ("DIGEST_TIME_ZONE", "Europe/Berln", "Did you mean Europe/Berlin?"),
        ("DIGEST_TIME_ZONE", "../../etc/passwd", "no time zone"),
        ("DIGEST_DATABASE_URL", "mysql://localhost/digest", "must begin with"),
        ("DIGEST_DATABASE_URL", "digest.sqlite3", "must begin with"),
        ("DIGEST_DATABASE_URL", "sqlite://", "must name a file"),
        ("DIGEST_DATABASE_URL", "sqlite:///:memory:", "must name a file"),
        ("DIGEST_DATABASE_URL", "sqlite:///digest?mode=ro", "nothing else"),
        ("DIGEST_DATABASE_URL", "postgresql://localhost", "names no database"),
        ("DIGEST_DATABASE_URL", "postgresql://h:port/digest", "is not an address"),
        ("DIGEST_DATABASE_URL", "postgresql://h/d?pool=maybe", "pool=true or"),
        ("DIGEST_DATABASE_URL", "postgresql://h/d?conn_max_age=9", "pool=false only"),
        ("DIGEST_CACHE_URL", "memcached://localhost", "redis://:password@host"),
        ("DIGEST_CACHE_URL", "redis://localhost/cache", "redis://:password@host"),
        ("DIGEST_CACHE_URL", "redis://localhost/0?db=1", "without a query"),
        ("DIGEST_CACHE_URL", "redis://:6379/0", "redis://:password@host"),
        ("DIGEST_EMAIL_URL", "mail.example.org", "smtp+tls://user:password@host"),
        ("DIGEST_EMAIL_URL", "smtp://host:99999", "smtp+tls://user:password@host"),
        ("DIGEST_EMAIL_URL", "smtps://host/inbox", "without a path"),
        ("DIGEST_EMAIL_FROM", "The Digest", "digest@example.org"),
        ("DIGEST_SECRET_KEY", " ", "is empty"),
        ("DIGEST_SECRET_KEY_FILE", "/there/is/none", "No such file"),
        ("DIGEST_TIMEZONE", "UTC", "Did you mean DIGEST_TIME_ZONE?"),
        ("DIGEST_COLOUR", "red", "is not a variable of Digest."),
    ],
)
def test_nonsense_is_refused_in_a_sentence_with_the_name(read, name, value, words):
    with pytest.raises(ImproperlyConfigured) as refusal:
        read(**{name: value})

    assert str(refusal.value).startswith(name)
    assert words in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_no_page_is_kept_while_templates_are_worked_on(read):
    assert read()["PAGE_CACHE_BYTES"] > 0
    assert read(DIGEST_DEBUG="1")["PAGE_CACHE_BYTES"] == 0


def test_variables_of_the_tests_are_known(read):
    read(DIGEST_TEST_ENGINE="postgresql", DIGEST_TEST_ALL="1")


def test_site_address_is_spelled_as_a_browser_does(read):
    found = read(DIGEST_SITE_URL="HTTPS://Bücher.Example:443/")

    assert found["SITE_URL"] == "https://xn--bcher-kva.example"
    assert "xn--bcher-kva.example" in found["ALLOWED_HOSTS"]
    assert found["CSRF_TRUSTED_ORIGINS"] == ["https://xn--bcher-kva.example"]


def test_dialect_of_a_known_language_is_taken(read):
    assert read(DIGEST_LANGUAGE="de-AT")["LANGUAGE_CODE"] == "de-at"


@pytest.mark.parametrize("path", ["with space", "c++", "100%25", "ü"])
def test_sqlite_file_is_found_by_its_path(read, tmp_path, path):
    found = read(DIGEST_DATABASE_URL=f"sqlite:///{tmp_path}/{path}.sqlite3")

    name = path.replace("%25", "%")
    assert found["DATABASES"]["default"]["NAME"] == tmp_path / f"{name}.sqlite3"
    assert found["KEY_FILE"] == tmp_path / f"{name}.key"


def test_postgresql_keeps_a_pool(read):
    url = "postgres://me:p%40ss@db.example.org:5433/digest?sslmode=require&pool=true"
    database = read(DIGEST_DATABASE_URL=url)["DATABASES"]["default"]

    assert database["ENGINE"] == "digest.postgresql"
    assert (database["PASSWORD"], database["PORT"]) == ("p@ss", 5433)
    assert database["OPTIONS"]["sslmode"] == "require"
    assert database["OPTIONS"]["pool"]["max_size"] > 1
    assert database["CONN_MAX_AGE"] == 0


def test_pool_can_be_switched_off(read):
    url = "postgresql://localhost/digest?pool=false"
    database = read(DIGEST_DATABASE_URL=url)["DATABASES"]["default"]

    assert "pool" not in database["OPTIONS"]


def test_cache_is_a_table_until_a_server_is_named(read):
    assert read()["CACHES"]["default"]["LOCATION"] == "digest_cache"

    found = read(DIGEST_CACHE_URL="valkeys://me:p@cache.example.org:6380/1")["CACHES"]

    assert found["default"]["LOCATION"] == "rediss://me:p@cache.example.org:6380/1"
    assert found["database"]["LOCATION"] == "digest_cache"


def test_mail_server_is_read_from_its_address(read):
    found = read(DIGEST_EMAIL_URL="smtp+tls://me%40a.org:p%3A@mail.example.org")

    assert found["MAIL_SERVER"] == {
        "host": "mail.example.org",
        "port": 587,
        "username": "me@a.org",
        "password": "p:",
        "use_tls": True,
        "use_ssl": False,
    }
    assert found["MAIL_FROM"] == "digest@127.0.0.1"
    assert read()["MAIL_SERVER"] is None


def test_secret_is_read_from_a_file(read, tmp_path):
    (tmp_path / "key").write_text("a key\n")
    (tmp_path / "url").write_text("postgresql://localhost/digest\n")

    found = read(
        DIGEST_SECRET_KEY_FILE=str(tmp_path / "key"),
        DIGEST_DATABASE_URL_FILE=str(tmp_path / "url"),
    )

    assert found["SECRET_KEY"] == "a key"
    assert found["DATABASES"]["default"]["NAME"] == "digest"


def test_secret_given_twice_is_refused_and_not_shown(read, tmp_path):
    (tmp_path / "key").write_text("hidden in a file")

    with pytest.raises(ImproperlyConfigured, match="are both set") as refusal:
        read(
            DIGEST_SECRET_KEY="hidden in a variable",
            DIGEST_SECRET_KEY_FILE=str(tmp_path / "key"),
        )

    assert "hidden" not in str(refusal.value)


def test_key_is_made_once_and_read_by_all(read, tmp_path):
    first = read()
    assert first["SECRET_KEY"] != read()["SECRET_KEY"]  # none is there yet

    first["MAKE_KEY"]()
    second = read()
    second["MAKE_KEY"]()

    assert len(second["SECRET_KEY"]) >= 50
    assert read()["SECRET_KEY"] == second["SECRET_KEY"]
    assert [file.name for file in tmp_path.iterdir()] == ["site.key"]
    assert stat.S_IMODE((tmp_path / "site.key").stat().st_mode) == 0o600


def test_key_of_the_variable_goes_first_and_leaves_no_file(read, tmp_path):
    found = read(DIGEST_SECRET_KEY="mine")
    found["MAKE_KEY"]()

    assert found["SECRET_KEY"] == "mine"
    assert list(tmp_path.iterdir()) == []


def test_empty_key_file_is_refused(read, tmp_path):
    (tmp_path / "site.key").touch()

    with pytest.raises(ImproperlyConfigured, match=r"site\.key is empty"):
        read()


def test_many_that_make_the_key_at_once_agree(tmp_path):
    file = tmp_path / "site.key"

    def make_and_read(_):
        key.make(file)
        return key.read(file)

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(make_and_read, range(32)))) == 1
    assert list(tmp_path.iterdir()) == [file]


def test_https_makes_cookies_safe_and_redirects_to_the_site(read):
    found = read(DIGEST_HTTPS="1", DIGEST_SITE_URL="https://digest.example.org")

    assert found["SESSION_COOKIE_SECURE"] is True
    assert found["CSRF_COOKIE_SECURE"] is True
    assert found["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert found["CSRF_COOKIE_NAME"].startswith("__Host-")
    assert found["SECURE_HSTS_SECONDS"] >= 31_536_000
    assert found["SECURE_SSL_REDIRECT"] is True
    assert found["SECURE_SSL_HOST"] == "digest.example.org"


@pytest.mark.parametrize("command", ["check", "demo", "help", "migrate"])
def test_command_says_what_is_wrong_without_a_traceback(command):
    ended = run("manage.py", command, DIGEST_DEBUG="maybe")

    assert ended.returncode == 1
    assert ended.stdout == ""
    assert ended.stderr == "DIGEST_DEBUG must be 0 or 1, not 'maybe'.\n"


def test_server_says_what_is_wrong_without_a_traceback():
    ended = run("-c", "import digest.wsgi", DIGEST_DEBUG="maybe")

    assert ended.returncode == 1
    assert "DIGEST_DEBUG must be 0 or 1" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_missing_django_is_told_with_what_to_type():
    ended = run("-S", "manage.py", "check")

    assert ended.returncode == 1
    assert "make run" in ended.stderr
    assert "pip install -r requirements.txt" in ended.stderr
    assert "Traceback" not in ended.stderr
