import gc
import json
import shutil
from collections import Counter
from importlib import import_module
from pathlib import Path

import pytest
from django.contrib.admin import autodiscover
from django.contrib.auth.models import Group, Permission
from hypothesis import settings as trying
from playwright.sync_api import sync_playwright
from pytest_django.plugin import blocking_manager_key

from tests import engine
from tests.commands.site import SEED
from tests.processes import filled_database, migrated_database
from tests.servers import servers
from tests.trials import SECTIONS, WHOLE, tell  # noqa: F401 (a fixture)

autodiscover()  # as the addresses do: tests ask for parts of the desk before those

# Fewer examples than usual, as the whole has to end in twenty minutes.
trying.register_profile("digest", max_examples=30, deadline=None)
trying.load_profile("digest")

CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run"
    " --disable-background-networking --disable-component-update --disable-sync"
).split()
RESULTS = Path(__file__).resolve().parent.parent / ".test-results"

# What asks no database, or SQLite alone, is about words, about who may do what, or
# about what a browser makes of a page, runs once.
ONCE = """
admin/test_every_word.py admin/test_language.py admin/test_waiting.py benchmarks
browser/test_accessibility.py browser/test_bulk.py browser/test_calendar.py
browser/test_desk_accessibility.py browser/test_enhanced_lists.py
browser/test_kept.py browser/test_keyboard.py browser/test_menu.py
browser/test_merging.py browser/test_passkeys.py browser/test_phone.py
browser/test_reading.py browser/test_static_site.py browser/test_weight.py
commands/test_build_site.py commands/test_demo.py formats jobs/test_keeping.py
jobs/test_staticsite.py models/test_german.py models/test_plans.py test_charset.py
test_cleaning.py test_http.py test_http_hostile.py test_links.py test_margins.py
test_messages.py test_moving_in.py test_networks.py test_passages.py test_periods.py
test_slugs.py test_text.py test_text_properties.py test_watching.py
test_deploying.py test_licences.py test_postgresql_door.py
trust/test_broken_rules.py trust/test_database_away.py trust/test_disk.py
trust/test_fetcher.py trust/test_files.py trust/test_headers.py trust/test_markup.py
trust/test_matrix.py trust/test_uploads.py
views/test_german.py
"""
# What machines have in common is PostgreSQL, and what a site grows into.
ON_POSTGRESQL = [
    "commands/test_from_sqlite.py",
    "jobs/test_counted_tables.py",
    "trust/test_many_machines.py",
]
collect_ignore = {"sqlite": ON_POSTGRESQL, "postgresql": ONCE.split()}[engine.NAME]
# What takes minutes is for `make check`; so is what `make test` tries on SQLite, where
# the time goes into Python.
LONG = {
    "sqlite": ["commands/test_memory.py", "trust/test_broken_rules.py"],
    "postgresql": [
        "commands/test_memory.py",
        "trust/test_nasty.py",
        "trust/test_odd_when_served.py",
    ],
}
if not WHOLE:
    collect_ignore += LONG[engine.NAME]

ran: Counter[str] = Counter()
skipped: Counter[str] = Counter()  # by reason
told: Counter[tuple[str, str]] = Counter()  # by trials: a section, a line; its count


@pytest.fixture(scope="module")
def chromium():
    """A browser. Its tests are skipped where it is missing."""
    program = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if program is None:
        engine.missing("Chromium is missing: apt-get install chromium")
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps an event loop running, and Django takes us for a part of it.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def open_page(chromium, live_server, settings):
    """A function that returns a page of the browser, in a profile of its own.

    Its arguments are those of Playwright's `new_context`: java_script_enabled=False,
    viewport={"width": 390, "height": 844}, color_scheme="dark". Addresses count from
    the site. A script's error and a breach of the policy fail the test at its end.
    """
    settings.SITE_URL = live_server.url
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    contexts, faults = [], []

    def note(message):
        if "Content Security Policy" in message.text:
            faults.append(message.text)

    def open_one(**options):
        context = chromium.new_context(base_url=live_server.url, **options)
        contexts.append(context)
        page = context.new_page()
        page.on("console", note)
        page.on("pageerror", lambda error: faults.append(str(error)))
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture
def page(open_page):
    """A page of the browser, 1280 by 800 pixels."""
    return open_page(viewport={"width": 1280, "height": 800})


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


@pytest.fixture
def serve(settings):
    """A function that starts a server on the loopback; see tests/servers.py."""
    with servers(settings) as start:
        yield start


def pytest_collection_finish():
    # What is imported and collected stays: what looks for garbage need not pass over
    # all of it again and again.
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def pytest_collection_modifyitems(items):
    for item in items:
        if "chromium" in item.fixturenames:
            item.add_marker("browser")
        if "tell" in item.fixturenames:
            item.add_marker("trial")


# A test that commits leaves its database empty. The groups that migrations made are put
# back, as the next test may be one of those that need them.
groups: dict[str, list[tuple[str, str, str]]] = {}  # the permissions of each


def commits(item):
    """Return whether a test commits to the database."""
    marker = item.get_closest_marker("django_db")
    if {"live_server", "transactional_db"} & set(item.fixturenames):
        return True
    return marker is not None and marker.kwargs.get("transaction", False)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_setup(item):
    result = yield
    if commits(item) and not groups:
        with item.config.stash[blocking_manager_key].unblock():
            for group in Group.objects.all():
                held = [one.natural_key() for one in group.permissions.all()]
                groups[group.name] = held
    return result


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item, nextitem):
    result = yield
    if nextitem and commits(item):
        with item.config.stash[blocking_manager_key].unblock():
            for name, held in groups.items():
                group, _ = Group.objects.get_or_create(name=name)
                found = (Permission.objects.get_by_natural_key(*key) for key in held)
                group.permissions.set(found)
    return result


def pytest_runtest_logreport(report):
    if report.skipped and isinstance(report.longrepr, tuple):
        skipped[report.longrepr[2].removeprefix("Skipped: ")] += 1
    elif report.when == "call":
        ran["all"] += 1
        ran["browser"] += "browser" in report.keywords
        for name, value in report.user_properties if report.passed else []:
            if name == "told":
                section, line, count = value
                told[section, line] += count


def is_whole(exitstatus, config):
    """Return whether all trials ran to the end, with all their cases."""
    chosen = config.option
    asked_for_all = config.args_source is config.ArgsSource.TESTPATHS
    some = chosen.keyword or chosen.deselect or chosen.ignore or chosen.ignore_glob
    some = some or chosen.collectonly
    every = asked_for_all and not some and chosen.markexpr in ("", "trial")
    return WHOLE and every and exitstatus == pytest.ExitCode.OK


def pytest_terminal_summary(terminalreporter, exitstatus, config):
    """Say how many tests ran and which did not, and what the trials told.

    Both are kept: the count for `.ci/run`, the lines for docs/trust.py.
    """
    line = (
        f"Digest: {ran['all']} tests on {engine.NAMES[engine.NAME]},"
        f" {ran['browser']} of them in the browser"
    )
    for reason, count in skipped.items():
        terminalreporter.write_line(f"Digest: {count} skipped. {reason}")
    lines = [(at, line.format(count=count)) for (at, line), count in told.items()]
    lines.sort(key=lambda one: (list(SECTIONS).index(one[0]), one[1]))
    for _, figures in lines:
        terminalreporter.write_line(figures)
    terminalreporter.write_line(line)
    RESULTS.mkdir(exist_ok=True)
    failed = sum(len(terminalreporter.getreports(how)) for how in ("failed", "error"))
    kept = {"whole": is_whole(exitstatus, config), "failed": failed}
    kept |= {"skipped": skipped, "told": lines}
    text = json.dumps(kept, ensure_ascii=False, indent=1)
    (RESULTS / f"{engine.NAME}.trials.json").write_text(text, encoding="utf-8")
    (RESULTS / f"{engine.NAME}.txt").write_text(f"{line}\n", encoding="utf-8")


@pytest.fixture(autouse=True)
def nothing_is_kept(monkeypatch):
    """Let each test begin with an empty memory: its database is another."""
    for module, name in (
        ("articles.models.moment", "KEPT"),
        ("articles.fragments", "FRAGMENTS"),
    ):
        full = getattr(import_module(module), name)
        monkeypatch.setattr(import_module(module), name, type(full)(full.most))
