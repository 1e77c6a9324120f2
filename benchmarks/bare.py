"""A WSGI function that answers with the bytes of a file, and does nothing else."""

import os
from pathlib import Path

FOLDER = Path(os.environ.get("BENCH_FOLDER", "."))
BODIES = {f"/{file.name}": file.read_bytes() for file in FOLDER.glob("*.page")}


def application(environ, start_response):
    body = BODIES.get(environ["PATH_INFO"], b"")
    headers = [("Content-Type", "text/html"), ("Content-Length", str(len(body)))]
    start_response("200 OK", headers)
    return [body]
