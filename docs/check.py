"""Run Lighthouse on the seed digest, and fail below what we promise.

Serves the site from a database of its own, as the screenshots are made. Lighthouse
comes from npm into a folder that git ignores. Each page is loaded RUNS times, and the
median counts. Prints a table, and ends with 1 where a score is below LEAST.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from screenshots import FLAGS, ROOT, chromium, site

LIGHTHOUSE = "lighthouse@13.5.0"
FOLDER = ROOT / ".lighthouse"
PAGES = ["/", "/tags/performance/", "/articles/machine-unlearning/", "/search/"]
# Closed to search engines on purpose, as every list that is narrowed: no point in SEO.
CLOSED = "/search/?q=data"
RUNS = 5
LEAST = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}


def main():
    """Print the scores of PAGES."""
    if not (shutil.which("node") and shutil.which("npm")):
        sys.exit("Lighthouse needs node and npm (Debian: apt-get install npm).")
    lighthouse = installed()
    print(f"{'median of ' + str(RUNS):34}", *(f"{name:>15}" for name in LEAST))
    poor = []
    with tempfile.TemporaryDirectory() as folder, site(Path(folder)) as address:
        for page in [*PAGES, CLOSED]:
            reports = [report(lighthouse, address + page) for _ in range(RUNS)]
            scores = {name: median(reports, name) for name in LEAST}
            print(f"{page:34}", *(f"{score:>15.0f}" for score in scores.values()))
            asked = LEAST.keys() - ({"seo"} if page == CLOSED else set())
            if any(scores[name] < LEAST[name] for name in asked):
                poor += [f"{page}: {fault}" for fault in faults(reports)]
    if poor:
        sys.exit("\n".join(["Below what we promise:", *poor]))


def installed():
    """Return the path of Lighthouse, fetched if it is not there."""
    program = FOLDER / "node_modules" / ".bin" / "lighthouse"
    if not program.exists():
        print(f"{LIGHTHOUSE} is fetched into {FOLDER.name}/ ...", flush=True)
        install = ["npm", "install", "--silent", "--no-audit", "--no-fund"]
        subprocess.run([*install, f"--prefix={FOLDER}", LIGHTHOUSE], check=True)
    return program


def report(lighthouse, address):
    """Return what Lighthouse says of a first visit to `address`, as on a phone.

    On a busy machine it may lose its own trace: it is asked up to three times.
    """
    how = ["--quiet", "--output=json", f"--only-categories={','.join(LEAST)}"]
    flags = " ".join(["--headless=new", *FLAGS])
    for _ in range(3):
        done = subprocess.run(
            [lighthouse, address, *how, f"--chrome-flags={flags}"],
            env={**os.environ, "CHROME_PATH": chromium()},
            capture_output=True,
            text=True,
            check=False,
        )
        if not done.returncode:
            return json.loads(done.stdout)
    return sys.exit(f"Lighthouse did not finish on {address}:\n{done.stderr}")


def median(reports, name):
    """Return the median score of a category, 0 to 100."""
    return statistics.median(
        100 * (one["categories"][name]["score"] or 0) for one in reports
    )


def faults(reports):
    """Yield what takes points away, in the words of Lighthouse, once each."""
    seen = set()
    for one in reports:
        for category in one["categories"].values():
            for reference in category["auditRefs"]:
                audit = one["audits"][reference["id"]]
                score = audit["score"]
                counts = reference["weight"] and score is not None and score < 1
                if counts and audit["id"] not in seen:
                    seen.add(audit["id"])
                    yield f"{audit['title']} {audit.get('displayValue', '')}".strip()


if __name__ == "__main__":
    main()
