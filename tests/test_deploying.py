"""The files by which a site is run say what is so: Dockerfile, compose, units."""

import json
import re
import shlex
import subprocess
import sys
from configparser import ConfigParser

import yaml
from django.core.management import get_commands

from digest import variables
from tests.cacheserver import free_port
from tests.processes import ROOT, run
from tests.servers import Server, answer

UNITS = sorted((ROOT / "docs" / "deploy").iterdir())
DOCKERFILE = (ROOT / "Dockerfile").read_text()
FILES = [ROOT / "Dockerfile", ROOT / "compose.yaml", *UNITS]
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
HARDENED = {
    "NoNewPrivileges": "yes",
    "CapabilityBoundingSet": "",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "UMask": "0027",
}


def unit(name):
    """Return a unit; of a name that is said several times, the last value."""
    read = ConfigParser(strict=False, interpolation=None, delimiters=["="])
    read.optionxform = str
    read.read(ROOT / "docs" / "deploy" / name)
    return read


def test_variables_are_those_of_the_settings():
    for file in FILES:
        named = set(re.findall(r"DIGEST_[A-Z_]+", file.read_text()))
        assert named <= variables.known, file.name


def test_commands_are_there():
    for file in FILES:
        for command in re.findall(r'manage\.py[", ]+(\w+)', file.read_text()):
            assert command in get_commands(), (file.name, command)
    for name in ("deploying.md", "operating.md"):
        said = (ROOT / "docs" / name).read_text()
        code = "\n".join(re.findall("```.*?```|`[^`\n]+`", said, re.DOTALL))
        found = re.findall(r"(?:^ *`?|&& |bin/)digest ([a-z_]+)", code, re.MULTILINE)
        assert set(found) > {"backup", "check"}
        assert set(found) - get_commands().keys() == set(), name


def test_command_of_the_machine_runs_as_the_service_does(tmp_path):
    """systemd itself is not there: what it would be told is written down."""
    spy = tmp_path / "systemd-run"
    spy.write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
    spy.chmod(0o755)
    line = [ROOT / "docs" / "deploy" / "digest", "invite", "ada", "--group=My Editors"]
    done = subprocess.run(
        line, env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=True
    )
    told = done.stdout.splitlines()
    own = [one[11:].split("=", 1) for one in told if one.startswith("--property=")]

    daily = unit("digest-daily.service")["Service"]
    assert {name: daily[name] for name, _ in own} == dict(own)
    assert {"User", "WorkingDirectory", "EnvironmentFile", "UMask"} <= dict(own).keys()
    python = daily["ExecStart"].split()[:2]
    assert told[-5:] == [*python, "invite", "ada", "--group=My Editors"]


def test_server_is_started_alike_everywhere():
    """As granian is told by the image and by the unit; both know these options."""
    ours = json.loads(re.search(r'^CMD (\["granian".*)$', DOCKERFILE, re.MULTILINE)[1])
    said = unit("digest.service")["Service"]["ExecStart"].replace("\\\n", " ")
    systemd = shlex.split(said)
    assert [one for one in ours if one != "0.0.0.0"][1:] == [
        one for one in systemd if one != "127.0.0.1"
    ][1:]
    line = [sys.executable, "-m", "granian", "--help"]
    known = subprocess.run(line, capture_output=True, text=True, check=True).stdout
    options = {one for one in ours if one.startswith("--")}
    assert [one for one in options if one not in known] == []


def test_image_takes_what_is_pinned_and_nothing_private():
    lines = (ROOT / "requirements.txt").read_text().split("\n")
    packages = [line for line in lines if re.match(r"\w", line)]
    assert all("==" in line for line in packages)
    assert "--require-hashes" in DOCKERFILE
    assert "http" not in DOCKERFILE
    taken = (ROOT / ".dockerignore").read_text().split()
    names = [one.removeprefix("!") for one in taken if one.startswith("!")]
    assert taken.index("*") < min(taken.index(f"!{name}") for name in names)
    assert not {".git", "db.sqlite3", "db.key", "db.cards", ".venv"} & set(names)
    assert all((ROOT / name).exists() for name in names)


def test_image_runs_without_root():
    assert re.search("^USER [1-9][0-9]+$", DOCKERFILE, re.MULTILINE)
    assert '["python", "-m", "digest.alive"]' in DOCKERFILE


def test_services_may_do_little():
    for name, service in COMPOSE["services"].items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
    web = COMPOSE["services"]["web"]
    assert web["env_file"] == [{"path": ".env", "required": False}]
    assert any(one.startswith("/tmp") for one in web["tmpfs"])
    published = [
        one
        for service in COMPOSE["services"].values()
        for one in service.get("ports", [])
    ]
    assert published == ["127.0.0.1:8000:8000"]
    assert set(COMPOSE["services"]["web"]["depends_on"]) == {"migrate", "cache"}
    for name in ("database", "cache"):
        assert "healthcheck" in COMPOSE["services"][name]


def test_units_may_do_little_and_end_in_time():
    for name in ("digest.service", "digest-daily.service"):
        service = unit(name)["Service"]
        assert {key: service[key] for key in HARDENED} == HARDENED
        assert service["User"] == "digest"
    assert unit("digest-daily.timer")["Timer"]["Persistent"] == "yes"


def test_share_cards_go_where_the_service_may_write(tmp_path):
    ask = "from digest import settings; print(settings.SHARE_CARDS)"
    for database, folder in (
        ("postgresql://digest@/digest", "/var/lib/digest"),
        (f"sqlite:///{tmp_path}/db.sqlite3", str(tmp_path)),
    ):
        given = {"DIGEST_DATABASE_URL": database, "STATE_DIRECTORY": "/var/lib/digest"}
        assert run("-c", ask, **given).stdout == f"{folder}/db.cards\n"


def test_docs_name_each_file():
    said = (ROOT / "docs" / "deploying.md").read_text()
    assert [one.name for one in FILES if one.name not in said] == []


def alive(port, site="https://digest.example.org"):
    """Return the exit code of who asks whether a server at `port` is alive."""
    line = [sys.executable, "-m", "digest.alive", str(port)]
    return subprocess.run(
        line, env={"DIGEST_SITE_URL": site}, cwd=ROOT, check=False
    ).returncode


def test_server_is_asked_whether_it_is_alive():
    well, ill = (
        Server(lambda path: answer(b"ok")),
        Server(lambda path: answer(status=500)),
    )
    try:
        assert (alive(well.port), alive(ill.port), alive(free_port())) == (0, 1, 1)
        assert "Host: digest.example.org" in well.requests[0]
    finally:
        well.close()
        ill.close()
