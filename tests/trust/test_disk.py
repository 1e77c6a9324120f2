"""A disk that is full, or can only be read: readers go on, nothing is damaged."""

import subprocess
from contextlib import contextmanager, suppress

import pytest

from tests.commands.site import SEED, exported, manage
from tests.processes import filled_database
from tests.served import Browser, password_in, serving
from tests.trust.sound import assert_sound

BYTES = "16M"
TRIES = 100  # saves, until one finds no room
PATH = "/admin/articles/article/1/change/"
PAGES = [
    "/",
    "/feed.atom",
    "/tags/performance/",
    "/search/?q=learning",
    "/api/v1/articles/",
    "/readyz",
]


@pytest.fixture
def disk(tmp_path):
    """A folder that is a disk of its own. Only root can make one."""
    folder, image = tmp_path / "disk", tmp_path / "disk.img"
    folder.mkdir()
    try:
        command("truncate", f"--size={BYTES}", image)
        command("mkfs.ext4", "-q", image)
        command("mount", "-o", "loop", image, folder)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("No disk can be made here: that takes root, and mkfs.ext4.")
    yield folder
    command("umount", folder)


def command(*words):
    subprocess.run(list(map(str, words)), check=True, capture_output=True)


@contextmanager
def full(disk):
    """Within it no byte more finds room on the disk."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(b"x" * 4096)
    yield
    filler.unlink()


def make_read_only(disk):
    """Let it be as the kernel leaves a disk on which it met an error."""
    command("mount", "-o", "remount,abort", disk)


def again(disk):
    """Mount it anew, as who runs the site does when all is well again."""
    command("umount", disk)
    command("mount", "-o", "loop", disk.with_name("disk.img"), disk)


def readers_see(address):
    """Return how each of PAGES answers a new reader."""
    return {Browser(address).ask(page).status for page in PAGES}


def refused(browser):
    """Save until nothing can be saved; return that answer, and what was kept last."""
    kept = browser.fields(PATH)["title"][0]
    for number in range(TRIES):
        words = f"save {number}"
        answer = browser.save(PATH, title=words, excerpt=f"{words} " * 1000)
        if answer.status != 200:
            return answer, kept
        assert 'class="success"' in answer.page
        kept = words
    pytest.fail("There was always room.")


def assert_is_told(answer):
    """Assert that the answer to a save is a page of ours, that says what to do."""
    assert answer.status == 503
    assert "cannot write to its disk" in answer.page
    assert "send the form once more" in answer.page
    assert "success" not in answer.page


def test_disk_that_takes_nothing_damages_nothing(disk, tell):
    site = {
        "DIGEST_DATABASE_URL": filled_database(disk, SEED),
        "DIGEST_SECRET_KEY": "k" * 60,
    }
    password = password_in(manage(site, "demo", "--no-serve").stdout)
    with serving(site) as (address, _served):
        editor = Browser(address).log_in(password)
        with full(disk):
            answer, kept = refused(editor)
            assert_is_told(answer)
            assert readers_see(address) == {200}
        assert editor.fields(PATH)["title"] == [kept]
        assert 'class="success"' in editor.save(PATH, title="room again").page

        make_read_only(disk)
        answer, kept = refused(editor)
        assert_is_told(answer)
        assert kept == "room again"
        assert readers_see(address) == {200}
        assert editor.fields(PATH)["title"] == [kept]
    again(disk)

    assert_sound(site)
    assert "room again" in exported(site)
    tell(
        "survives",
        f"a disk that is full, and one that is read only: {2 * len(PAGES)} pages for"
        " readers answered, 2 saves refused in words, 0 damaged",
    )
