"""Draw the PNG icons from static/icon.svg, in a browser.

Run it when the drawing changes. Needs Chromium and the packages of
requirements-dev.txt.
"""

import shutil
import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

STATIC = Path(__file__).resolve().parent.parent / "static"
FLAGS = ["--no-sandbox", "--disable-gpu"]
ROUND = 'rx="6"'  # the corners; a system that cuts a shape of its own wants them square
ICONS = {
    "icon-192.png": (192, ROUND),
    "icon-512.png": (512, ROUND),
    "icon-maskable-512.png": (512, ""),
    "apple-touch-icon.png": (180, ""),
}


def main():
    """Write every icon to the folder `static`."""
    svg = (STATIC / "icon.svg").read_text(encoding="utf-8")
    program = next(filter(None, map(shutil.which, ("chromium", "google-chrome"))), None)
    if program is None or ROUND not in svg:
        sys.exit("No Chromium was found, or the icon has no corners any more.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        for name, (size, corners) in ICONS.items():
            page = browser.new_page(viewport={"width": size, "height": size})
            drawing = svg.replace(ROUND, corners)
            page.set_content(f"<style>body {{ margin: 0 }}</style>{drawing}")
            page.screenshot(path=STATIC / name, omit_background=True)
            page.close()
        browser.close()


if __name__ == "__main__":
    main()
