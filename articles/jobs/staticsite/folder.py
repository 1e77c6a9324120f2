"""The folder of a site: what a build wrote there, and what it knew then."""

import json
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zlib import crc32

from django.utils.translation import gettext as _

from articles.errors import Refused

REDIRECTS = "_redirects"
STATE = ".digest-site.json"  # servers that hide files hide it: it holds no secret


@dataclass
class Kept:
    """What is known of an address: its file, the numbers of the entries in it.

    `target` is where it redirects to, "" for what does not.
    """

    file: str
    shows: list[int] = field(default_factory=list)
    target: str = ""


@dataclass
class State:
    """What the last build left: `made` of what, what readers saw, each address.

    `search` are the files of the search, by their group.
    """

    made: str = ""
    seen: dict[str, Any] = field(default_factory=dict)
    kept: dict[str, Kept] = field(default_factory=dict)
    search: dict[str, list[str]] = field(default_factory=dict)

    @property
    def files(self) -> set[str]:
        """The names of all files that the build answers for, if there was one."""
        found = {kept.file for kept in self.kept.values() if kept.file}
        found |= {REDIRECTS} if found else set()
        return found.union(*self.search.values())


@dataclass(frozen=True)
class Folder:
    """Files below `path`, by names such as "tags/bias/index.html"."""

    path: Path

    def claim(self, force: bool) -> State:
        """Make the folder, and return what the last build left there.

        Raise Refused where others' files are in it, unless by `force`.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        state = self.path / STATE
        if not state.exists():
            if any(self.path.iterdir()) and not force:
                says = _(
                    "{folder} is not empty, and no site was built there. Choose another"
                    " folder, or use --force: files with other names stay."
                )
                raise Refused(says.format(folder=self.path))
            self.save(State())  # so that what is cut short here can go on
        try:
            told = json.loads(state.read_text(encoding="utf-8"))
            kept = {name: Kept(*row) for name, row in told["kept"].items()}
            return State(told["made"], told["seen"], kept, told["search"])
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            says = _("{file} cannot be read. Delete the folder, and build it anew.")
            raise Refused(says.format(file=state)) from error

    def save(self, state: State) -> None:
        """Keep what a build leaves; the same state gives the same bytes."""
        kept = {
            name: [one.file, one.shows, one.target]
            for name, one in sorted(state.kept.items())
        }
        told = {
            "made": state.made,
            "seen": {name: dict(sorted(of.items())) for name, of in state.seen.items()},
            "kept": kept,
            "search": dict(sorted(state.search.items())),
        }
        text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
        self.write(STATE, text.encode())

    def write(self, name: str, content: bytes) -> bool:
        """Write a file so that it appears whole; return False where it is so already.

        A folder gives way to no file of that name, nor a file to a folder: OSError.
        """
        file = self.path / name
        with suppress(FileNotFoundError):
            if file.read_bytes() == content:
                return False
        file.parent.mkdir(parents=True, exist_ok=True)
        # Where a build was killed, the next one takes up its draft by that name.
        draft = file.with_name(f".{crc32(name.encode()):08x}.tmp")
        try:
            draft.write_bytes(content)
            draft.replace(file)
        finally:
            draft.unlink(missing_ok=True)
        return True

    def remove(self, name: str) -> None:
        """Delete a file, and the folders that are empty then."""
        file = self.path / name
        file.unlink(missing_ok=True)
        for parent in file.parents:
            if parent == self.path:
                return
            try:
                parent.rmdir()
            except OSError:
                return
