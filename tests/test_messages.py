"""The catalogues of texts: whole, up to date, and compiled. `make messages` makes them.

What they are read with are the programs of GNU gettext.
"""

import os
import re
import shutil
import struct
import subprocess
import sys
from pathlib import Path

import pytest

from tests import engine

ROOT = Path(__file__).resolve().parent.parent
CATALOGUES = sorted((ROOT / "articles" / "locale").glob("*/LC_MESSAGES/django.po"))
LANGUAGES = [file.parts[-3] for file in CATALOGUES]
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%%|\{\w*\}|<[^>]*>")


@pytest.fixture(scope="module", autouse=True)
def gettext():
    if shutil.which("msgfmt") is None:
        engine.missing("GNU gettext is missing: apt-get install gettext")


@pytest.fixture(scope="module")
def texts(tmp_path_factory):
    """All texts of the sources that are to be translated; a NUL before a plural."""
    copy = tmp_path_factory.mktemp("copy")
    for part in ("articles", "digest", "templates"):
        shutil.copytree(ROOT / part, copy / part)
    shutil.copy(ROOT / "manage.py", copy)
    gather = [sys.executable, "manage.py", "makemessages", "--locale=en"]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "digest.settings"}
    run([*gather, "--no-location", "--no-wrap"], cwd=copy, env=environment)
    file = catalogue(copy, "en")
    run(["msgen", f"--output-file={file}", file])  # each text its own translation
    return messages(compiled(file)).keys()


def run(command, **how):
    done = subprocess.run(command, check=False, capture_output=True, **how)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


def catalogue(folder, language):
    return folder / "articles" / "locale" / language / "LC_MESSAGES" / "django.po"


def compiled(file):
    """Return the bytes of the .mo of a .po, or fail with what is wrong in it."""
    return run(["msgfmt", "--check", "--output-file=-", file])


def messages(binary):
    """Return {text: translation} of a .mo (GNU gettext, "The Format of GNU MO Files").

    A NUL stands between the forms of a plural.
    """
    count, originals, translations = struct.unpack_from("<3I", binary, 8)

    def text(table, number):
        length, start = struct.unpack_from("<2I", binary, table + 8 * number)
        return binary[start : start + length].decode()

    return {text(originals, n): text(translations, n) for n in range(count)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_is_missing_or_fuzzy_or_left_over(texts, language):
    file = catalogue(ROOT, language)
    translated = messages(compiled(file)).keys()  # without what is empty or fuzzy

    assert sorted(texts - translated) == []
    assert sorted(translated - texts) == []
    assert "#~" not in file.read_text(encoding="utf-8")


@pytest.mark.parametrize("language", LANGUAGES)
def test_translation_has_the_placeholders_of_its_message(language):
    wrong = []
    for text, translation in messages(compiled(catalogue(ROOT, language))).items():
        forms = text.split("\0")
        for number, form in enumerate(translation.split("\0")):
            asked = forms[min(number, len(forms) - 1)]
            if set(PLACEHOLDER.findall(form)) != set(PLACEHOLDER.findall(asked)):
                wrong.append((asked, form))

    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_compiled_catalogue_is_made_of_the_one_beside_it(language):
    file = catalogue(ROOT, language)

    assert messages(file.with_suffix(".mo").read_bytes()) == messages(compiled(file))
