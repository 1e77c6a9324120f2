"""Measure pages that are kept in memory, beside the same bytes as files of nginx.

    python -m benchmarks.pages [--entries 1000] [--rounds 5] [--seconds 3]

Four servers with two processes each answer in turn, round by round, so that what else
the machine does falls on all of them: nginx with files, granian with a function that
returns the bytes, granian with Digest as shipped, and with no page kept. CPU is that
of all processes of a server, and the median of the rounds. Needs nginx and wrk.
"""

import argparse
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from urllib.request import Request, urlopen

from benchmarks.servers import Server

ROOT = Path(__file__).resolve().parent.parent
PAGES = {
    "front": "/",
    "tag": "/tags/bias/",
    "detail": "/articles/a-0/",
    "feed": "/feed.atom",
}
ENCODING = "br"
NGINX = """
worker_processes 2; daemon off; pid {folder}/nginx.pid; error_log {folder}/error.log;
{user}
events {{ worker_connections 512; }}
http {{
  access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000;
  default_type text/html; client_body_temp_path {folder}; proxy_temp_path {folder};
  fastcgi_temp_path {folder}; uwsgi_temp_path {folder}; scgi_temp_path {folder};
  server {{ listen 127.0.0.1:{port}; root {folder}; }}
}}
"""


def main():
    """Print the table of what each page costs under each server."""
    options = parsed()
    for program in ("nginx", "wrk"):
        if shutil.which(program) is None:
            sys.exit(f"not measured: {program} is missing (apt-get install {program})")
    folder = Path(tempfile.mkdtemp(prefix="digest-bench-"))
    servers = {}
    try:
        site = environment(folder, options.entries)
        servers = started(folder, site)
        found = measured(servers, options)
        told(found, servers, options)
    finally:
        for server in servers.values():
            server.stop()
        shutil.rmtree(folder)


def parsed():
    parser = argparse.ArgumentParser()
    parser.add_argument("--entries", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=3)
    parser.add_argument("--connections", type=int, default=16)
    return parser.parse_args()


def environment(folder, entries):
    """Return the variables of the sites that are measured, with a database filled."""
    variables = {**os.environ, "DJANGO_SETTINGS_MODULE": "digest.settings"}
    variables.setdefault("DIGEST_DATABASE_URL", f"sqlite:///{folder}/site.sqlite3")
    variables["BENCH_FOLDER"] = str(folder)
    fill = (
        "from pathlib import Path; import django; django.setup()\n"
        "from django.core.management import call_command\n"
        "from benchmarks import content\n"
        "call_command('migrate', verbosity=0)\n"
        f"path = Path('{folder}/digest.json'); content.write(path, {entries})\n"
        "call_command('load_fixture', str(path))\n"
    )
    subprocess.run([sys.executable, "-c", fill], env=variables, cwd=ROOT, check=True)
    return variables


def started(folder, site):
    """Return the servers by name, with the bytes of the pages in `folder`."""
    servers = {"Digest": granian("digest.wsgi:application", site)}
    for name, path in PAGES.items():
        wanted = Request(
            servers["Digest"].url + path, headers={"Accept-Encoding": ENCODING}
        )
        with urlopen(wanted) as answer:
            (folder / f"{name}.page").write_bytes(answer.read())
    port = free_port()
    user = "user root;" if os.geteuid() == 0 else ""
    configuration = folder / "nginx.conf"
    configuration.write_text(NGINX.format(folder=folder, port=port, user=user))
    files = Server(["nginx", "-c", configuration, "-p", folder], port)
    bare = granian("benchmarks.bare:application", site)
    off = granian("digest.wsgi:application", {**site, "DIGEST_PAGE_CACHE_BYTES": "0"})
    return {"nginx": files, "bare": bare, **servers, "no page kept": off}


def granian(application, variables):
    """Start a server as `manage.py demo` does, with two processes."""
    port = free_port()
    command = [sys.executable, "-m", "granian", "--interface", "wsgi"]
    where = ["--host", "127.0.0.1", "--port", str(port), "--log-level", "warning"]
    how = ["--workers", "2", "--blocking-threads", "4", "--no-access-log"]
    return Server([*command, *where, *how, application], port, variables, ROOT)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as door:
        return door.getsockname()[1]


def measured(servers, options):
    """Return {(page, server): [Measured of each round]}."""
    found = {(page, server): [] for page in PAGES for server in servers}
    for _ in range(options.rounds):
        for page, server in found:
            is_site = server in ("Digest", "no page kept")
            path = PAGES[page] if is_site else f"/{page}.page"
            found[page, server].append(
                servers[server].measure(
                    path, options.seconds, options.connections, ENCODING
                )
            )
    return found


def told(found, servers, options):
    """Print what was found, each as a ratio to nginx as well."""
    print(f"{options.entries} entries, {options.rounds} rounds, Python", end=" ")
    print(sys.version.split()[0], "load", os.getloadavg()[0])
    print(
        f"{'page':8}{'server':14}{'CPU ms':>8}{'x nginx':>9}{'least':>7}{'most':>7}"
        f"{'a second':>10}{'x nginx':>9}{'p50 ms':>8}{'p99 ms':>8}"
    )
    for (page, server), rounds in found.items():
        base = found[page, "nginx"]
        cpu, rate = middle(rounds, "cpu"), middle(rounds, "rate")
        ratios = [one.cpu / other.cpu for one, other in zip(rounds, base, strict=True)]
        print(
            f"{page:8}{server:14}{1000 * cpu:8.3f}{statistics.median(ratios):9.2f}"
            f"{min(ratios):7.2f}{max(ratios):7.2f}"
            f"{rate:10.0f}{rate / middle(base, 'rate'):9.2f}"
            f"{1000 * middle(rounds, 'median'):8.2f}"
            f"{1000 * middle(rounds, 'slowest'):8.2f}"
        )
    for name, server in servers.items():
        print(f"{name}: {server.memory() / 2**20:.0f} MiB")


def middle(rounds, name):
    return statistics.median(getattr(one, name) for one in rounds)


if __name__ == "__main__":
    main()
