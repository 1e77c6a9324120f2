"""The licences of what we ship are known, and go with ours."""

import runpy

import pytest

from tests.processes import ROOT

LICENCES = runpy.run_path(str(ROOT / "docs" / "licences.py"))


def test_all_that_is_shipped_has_a_licence_that_fits(capsys):
    assert LICENCES["main"]() == 0

    said = capsys.readouterr().out
    assert all(name in said for name in ("django ", "psycopg ", "htmx", "Noto"))


@pytest.mark.parametrize(
    ("licence", "fits"),
    [
        ("MIT", True),
        ("LGPL-3.0-only", True),
        ("Apache-2.0 OR GPL-2.0-only", True),
        ("MIT AND AGPL-3.0-only", False),
        ("GPL-3.0-or-later", False),
        ("", False),
    ],
)
def test_licence_that_asks_more_or_is_unknown_does_not_fit(licence, fits):
    assert LICENCES["fits"](licence) is fits


def test_package_whose_licence_nobody_knows_fails_the_list(monkeypatch, capsys):
    main = LICENCES["main"]
    monkeypatch.setitem(main.__globals__, "licence_of", lambda name: "")

    assert main() == 1
    assert "Unknown, or not to be shipped: ada-url" in capsys.readouterr().err


def test_every_script_of_others_is_listed():
    """Those that are not ours come with their licence beside them."""
    given = {path.name for path in (ROOT / "static").glob("*.LICENSE.txt")}
    listed = {about.split("|")[2] for about in LICENCES["BESIDE"].values()}
    assert {f"static/{name}" for name in given} <= listed
    minified = {
        str(path.relative_to(ROOT)) for path in (ROOT / "static").glob("*.min.*")
    }
    assert minified <= LICENCES["BESIDE"].keys()
