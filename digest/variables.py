"""How a variable of the environment is read: strictly, and refused in one sentence.

Every function returns the value of the variable `name`, and raises
ImproperlyConfigured, with a sentence that names the variable, for one that makes
no sense. A function notes the name, so that `refuse_unknown` knows all of them.
"""

import difflib
import ipaddress
import os
import re
import zoneinfo
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import ada_url
import environ
from django.conf import global_settings
from django.core.exceptions import ImproperlyConfigured

known: set[str] = set()


def word(name: str, default: str, may_be_empty: bool = False) -> str:
    """Return one line of text, without blanks around it."""
    known.add(name)
    value = os.environ.get(name, default).strip()
    if not value and not may_be_empty:
        raise ImproperlyConfigured(f"{name} is empty: set it, or leave it out.")
    if not value.isprintable():
        raise ImproperlyConfigured(f"{name} must be one line of text, not {value!r}.")
    return value


def flag(name: str, default: bool) -> bool:
    """Return a bool; any word but "1" and "0" is refused."""
    value = word(name, "1" if default else "0")
    if value not in ("0", "1"):
        raise ImproperlyConfigured(f"{name} must be 0 or 1, not {value!r}.")
    return value == "1"


def number(name: str, default: int, most: int) -> int:
    """Return a whole number from 0 to `most`."""
    value = word(name, str(default))
    if not re.fullmatch("[0-9]{1,12}", value) or int(value) > most:
        raise ImproperlyConfigured(
            f"{name} must be a whole number from 0 to {most}, not {value!r}."
        )
    return int(value)


def one_of(name: str, choices: list[str]) -> str:
    """Return one of `choices`, the first by default."""
    value = word(name, choices[0])
    if value not in choices:
        raise ImproperlyConfigured(
            f"{name} must be {' or '.join(choices)}, not {value!r}."
        )
    return value


def words(name: str, default: Iterable[str], may_be_empty: bool = False) -> list[str]:
    """Return the parts between commas. An empty part is refused."""
    value = word(name, ",".join(default), may_be_empty)
    parts = [part.strip() for part in value.split(",")] if value else []
    if not all(parts):
        raise ImproperlyConfigured(
            f"{name} has an empty part between its commas: {value!r}."
        )
    return parts


def secret(name: str) -> str | None:
    """Return the variable, or what the file says that `name`_FILE names.

    Return None when neither is set. Both at once, an empty one, and a file that
    cannot be read are refused. No message shows the secret.
    """
    source = f"{name}_FILE"
    known.update((name, source))
    if name in os.environ and source in os.environ:
        raise ImproperlyConfigured(f"{name} and {source} are both set: keep one.")
    if source in os.environ:
        value = secret_in(Path(word(source, "")), f"{source} names")
    elif name in os.environ:
        value = os.environ[name].strip()
    else:
        return None
    if not value:
        raise ImproperlyConfigured(f"{name} is empty: set it, or leave it out.")
    if not value.isprintable():
        raise ImproperlyConfigured(f"{name} must be one line of text.")
    return value


def secret_in(file: Path, prefix: str) -> str:
    """Return the text of `file` without blanks around it.

    Raise ImproperlyConfigured, in words that begin with `prefix`, when it cannot be
    read.
    """
    try:
        return file.read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else "not text"
        raise ImproperlyConfigured(
            f"{prefix} {file}, which cannot be read: {reason}."
        ) from None


def database(name: str, folder: Path) -> dict[str, Any]:
    """Return an entry of DATABASES, SQLite or PostgreSQL; a secret.

    The path of an SQLite file counts from `folder`, where the default lies. The
    query of a PostgreSQL address holds libpq's options; `pool=false` is ours.
    """
    url = secret(name) or "sqlite:///db.sqlite3"
    scheme, _, rest = url.partition("://")
    if scheme == "sqlite":
        if not re.fullmatch("/[^?#]*[^?#/]", rest) or rest == "/:memory:":
            raise ImproperlyConfigured(
                f"{name} must name a file and nothing else: sqlite:////folder/file"
                " (or sqlite:///file, beside manage.py)."
            )
        return sqlite(folder / unquote(rest[1:]))
    if scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured(
            f"{name} must begin with sqlite:/// or postgresql://."
        )
    try:
        entry = environ.Env.db_url_config(url)
    except ValueError:
        raise ImproperlyConfigured(
            f"{name} is not an address: postgresql://user:password@host:port/database."
        ) from None
    if not entry["NAME"]:
        raise ImproperlyConfigured(f"{name} names no database after the host.")
    return postgresql(entry, name)


def sqlite(file: Path) -> dict[str, Any]:
    """Return an entry of DATABASES that is safe and fast for several processes."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "CONN_MAX_AGE": 60,  # seconds
        "OPTIONS": {
            "timeout": 20,  # seconds that a writer waits for another
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
            " PRAGMA foreign_keys = ON",
        },
    }


def postgresql(entry: dict[str, Any], name: str) -> dict[str, Any]:
    """Return `entry` with a pool of connections, unless it says `pool=false`.

    No server that is away keeps who asks it waiting: see digest/postgresql.
    """
    from digest.postgresql.connection import Patient  # SQLite needs no driver

    entry["ENGINE"] = "digest.postgresql"
    options = entry.setdefault("OPTIONS", {})
    options.setdefault("connect_timeout", 2)  # seconds; libpq knows no less
    pool = str(options.pop("pool", "true")).lower()
    if pool not in ("true", "false", "1", "0"):
        raise ImproperlyConfigured(
            f"{name} must say pool=true or pool=false, not pool={pool}."
        )
    if pool in ("false", "0"):
        return entry
    if entry.get("CONN_MAX_AGE"):
        raise ImproperlyConfigured(f"{name}: conn_max_age works with pool=false only.")
    options["pool"] = {
        "min_size": 1,
        "max_size": 10,
        "timeout": 1,  # seconds after which who waits asks whether the server is there
        "reconnect_timeout": 1,  # seconds; who asks next has it tried again
        "connection_class": Patient,
    }
    return {**entry, "CONN_MAX_AGE": 0}


def caches(name: str, table: str) -> dict[str, dict[str, Any]]:
    """Return CACHES: `table` of the database, or a Redis or Valkey; a secret.

    With a server of its own the table is there as well, as "database".
    """
    in_table = {
        "BACKEND": "digest.cache.TableCache",
        "LOCATION": table,
        # Django lets rows go that still count from 300 on, so who fails under many
        # names would be forgiven. `maintain` deletes those that are past their time.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
    url = secret(name)
    if url is None:
        return {"default": in_table}
    shape = (
        r"(redis|valkey)(s?)://([^/?#\s]*@)?([\w.-]+|\[[\da-f:.]+\])(:\d{1,5})?(/\d+)?"
    )
    found = re.fullmatch(shape, url, re.IGNORECASE | re.ASCII)
    if not found:
        raise ImproperlyConfigured(
            f"{name} must be an address such as redis://:password@host:6379/0"
            " (or rediss, valkey, valkeys), without a query."
        )
    tls, rest = found[2].lower(), url.partition("://")[2]
    server = {
        "BACKEND": "digest.cache.SharedCache",
        "LOCATION": f"redis{tls}://{rest}",
        "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 1},  # seconds
    }
    return {"default": server, "database": in_table}


def mail_server(name: str) -> dict[str, Any] | None:
    """Return what Django's SMTP backend takes, or None without the variable; a secret.

    smtp: as it is, or by STARTTLS (smtp+tls); smtps: encrypted from the first byte on.
    """
    url = secret(name)
    if url is None:
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    usual = {"smtp": 25, "smtp+tls": 587, "smtps": 465}.get(parts.scheme)
    rest = parts.path.strip("/") or parts.query or parts.fragment
    if not usual or not parts.hostname or rest or port == 0:
        raise ImproperlyConfigured(
            f"{name} must be an address such as smtp+tls://user:password@host:587"
            " (or smtp, smtps), without a path."
        )
    return {
        "host": parts.hostname,
        "port": port or usual,
        "username": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "use_tls": parts.scheme == "smtp+tls",
        "use_ssl": parts.scheme == "smtps",
    }


def mail_address(name: str, default: str) -> str:
    """Return an address of mail."""
    value = word(name, default)
    if not re.fullmatch(r"[^\s@<>,;:]+@[^\s@<>,;]+", value):
        raise ImproperlyConfigured(
            f"{name} must be an address such as digest@example.org, not {value!r}."
        )
    return value


def address(name: str, default: str) -> str:
    """Return an http(s) address, without a slash at its end; it has no query."""
    value = word(name, default)
    try:
        url = ada_url.URL(value)
        rest = [url.username, url.password, url.search, url.hash]
    except ValueError:
        rest = [value]
    if any(rest) or not re.match("https?://", value, re.IGNORECASE):
        raise ImproperlyConfigured(
            f"{name} must be an address such as https://example.org/api,"
            f" without a query, not {value!r}."
        )
    return str(url.href).rstrip("/")


def origin(name: str, default: str) -> str:
    """Return scheme, host and port of an http(s) address that has no path."""
    value = word(name, default)
    try:
        url = ada_url.URL(value)
        rest = [
            url.username,
            url.password,
            url.pathname.strip("/"),
            url.search,
            url.hash,
        ]
    except ValueError:
        rest = [value]
    if any(rest) or not re.match("https?://", value, re.IGNORECASE):
        raise ImproperlyConfigured(
            f"{name} must be an address such as https://example.org,"
            f" without a path, not {value!r}."
        )
    return str(url.origin)


def hosts(name: str, default: Iterable[str]) -> list[str]:
    """Return host names; a scheme or a port is refused."""
    found = words(name, default)
    for host in found:
        if not re.fullmatch(r"\*|\.?[\w.-]+|\[[\da-fA-F:.]+\]", host, re.ASCII):
            raise ImproperlyConfigured(
                f"{name} must hold host names, without scheme and port, not {host!r}."
            )
    return found


def folder(name: str, *, may_be_missing: bool = False) -> Path | None:
    """Return the path of a folder, from the root; None without the variable."""
    if name not in os.environ:
        known.add(name)
        return None
    path = Path(word(name, ""))
    if not path.is_absolute():
        raise ImproperlyConfigured(
            f"{name} must be the path of a folder, from the root, not {str(path)!r}."
        )
    if not may_be_missing and not path.is_dir():
        raise ImproperlyConfigured(f"{name} names {path}, and there is no such folder.")
    return path


def networks(name: str) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    """Return networks, an address being a small one; none by default."""
    try:
        found = words(name, [], may_be_empty=True)
        return [ipaddress.ip_network(part) for part in found]
    except ValueError as error:
        raise ImproperlyConfigured(
            f"{name} must hold addresses such as 127.0.0.1 or networks such as"
            f" 10.0.0.0/8: {error}."
        ) from None


def ports(name: str) -> list[int]:
    """Return numbers of ports; none by default."""
    found = words(name, [], may_be_empty=True)
    for port in found:
        if not re.fullmatch("[1-9][0-9]{0,4}", port) or int(port) > 65535:
            raise ImproperlyConfigured(
                f"{name} must hold ports, numbers from 1 to 65535, not {port!r}."
            )
    return [int(port) for port in found]


def language(name: str, default: str) -> str:
    """Return the code of a language that Django speaks, or of its dialect."""
    code = word(name, default).lower()
    codes = {code for code, _ in global_settings.LANGUAGES}
    well_formed = re.fullmatch("[a-z]+(-[a-z0-9]+)*", code)
    if not well_formed or not {code, code.partition("-")[0]} & codes:
        raise ImproperlyConfigured(
            f"{name}: Django has no language {code!r}.{nearest(code, codes)}"
        )
    return code


def time_zone(name: str, default: str) -> str:
    """Return the name of a time zone of the IANA database."""
    zone = word(name, default)
    try:
        zoneinfo.ZoneInfo(zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        zones = zoneinfo.available_timezones()
        raise ImproperlyConfigured(
            f"{name}: there is no time zone {zone!r}.{nearest(zone, zones)}"
        ) from None
    return zone


def refuse_unknown() -> None:
    """Refuse a DIGEST_ variable that nobody has read; DIGEST_TEST_ are the tests'."""
    for name in sorted(os.environ):
        ours = name.startswith("DIGEST_") and not name.startswith("DIGEST_TEST_")
        if ours and name not in known:
            raise ImproperlyConfigured(
                f"{name} is not a variable of Digest.{nearest(name, known)}"
            )


def nearest(value: str, choices: Iterable[str]) -> str:
    """Return " Did you mean …?" with the choice most like `value`, or ""."""
    found = difflib.get_close_matches(value, sorted(choices), n=1)
    return f" Did you mean {found[0]}?" if found else ""
