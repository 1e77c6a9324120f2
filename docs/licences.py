"""List what we ship and its licence: packages the site runs on, fonts, scripts.

`make licences`. The exit code is 1 where a licence is not known, or is none of those
that go with ours (BSD-3-Clause) unchanged and unasked.
"""

import re
import sys
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
# Weak copyleft (LGPL, MPL) binds those who change these packages, not who uses them.
FIT = re.compile(
    r"0BSD|Apache|BSD|CNRI|HPND|ISC|LGPL|Lesser General Public|MIT\b|MIT-CMU|MPL"
    r"|Mozilla Public|OFL|PSF|Python Software Foundation|Unlicense|Zlib|ZPL",
    re.IGNORECASE,
)
# What lies in the repository and is not ours: name, licence, its text, words of that.
BESIDE = {
    "static/htmx.min.js": "htmx|0BSD|static/htmx.LICENSE.txt|Zero-Clause BSD",
    "articles/fonts/noto-*": "Noto|OFL-1.1|articles/fonts/OFL.txt|SIL OPEN FONT",
}


def packages() -> list[Requirement]:
    """Return the packages of requirements.txt that this Python and machine need."""
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    lines = re.findall(
        r"^([a-z0-9][^\\\n]*?) *\\?$", text, re.MULTILINE | re.IGNORECASE
    )
    found = [Requirement(line) for line in lines]
    return [one for one in found if one.marker is None or one.marker.evaluate()]


def licence_of(name: str) -> str:
    """Return what an installed package says of its licence; "" where nothing."""
    about = metadata.metadata(name)
    if expression := about.get("License-Expression"):
        return expression
    kinds = [
        one.rpartition(" :: ")[2]
        for one in about.get_all("Classifier") or []
        if one.startswith("License ::") and not one.endswith("OSI Approved")
    ]
    return ", ".join(kinds) or (about.get("License") or "").strip().partition("\n")[0]


def shipped() -> list[tuple[str, str, str]]:
    """Return (name, version, licence) of all that we ship and have not made."""
    rows = [
        (one.name, metadata.version(one.name), licence_of(one.name))
        for one in packages()
    ]
    for pattern, about in BESIDE.items():
        name, licence, text, says = about.split("|")
        is_there = any(ROOT.glob(pattern))
        is_said = says in (ROOT / text).read_text(encoding="utf-8")
        rows.append((name, pattern, licence if is_there and is_said else ""))
    return rows


def fits(licence: str) -> bool:
    """Return whether a licence goes with ours: of "A AND B" both, of "A OR B" one."""
    return all(FIT.search(part) for part in re.split(r"\bAND\b", licence))


def main() -> int:
    rows = shipped()
    for name, version, licence in rows:
        print(f"{name:28} {version:24} {licence or '?'}")
    unfit = [name for name, _, licence in rows if not fits(licence)]
    if unfit:
        print(f"Unknown, or not to be shipped: {', '.join(unfit)}.", file=sys.stderr)
    return bool(unfit)


if __name__ == "__main__":
    sys.exit(main())
