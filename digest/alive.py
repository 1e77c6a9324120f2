"""Ask the server of this machine whether it is alive: `python -m digest.alive [PORT]`.

It ends with 0 where it is, else with 1. Nothing of the site is loaded for that.
"""

import http.client
import os
import sys
from urllib.parse import urlsplit

PATIENCE = 3  # seconds


def is_alive(port: int) -> bool:
    """Return whether /healthz answers, asked under the host that the site has."""
    site = os.environ.get("DIGEST_SITE_URL", "").strip()
    host = urlsplit(site).netloc or "localhost"
    door = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        door.request("GET", "/healthz", headers={"Host": host})
        return door.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        door.close()


if __name__ == "__main__":
    sys.exit(not is_alive(int(*sys.argv[1:] or ["8000"])))
