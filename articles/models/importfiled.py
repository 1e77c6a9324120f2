"""What became of one entry of a file, and of the addresses where it stood."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from articles import limits
from articles.formats.records import ArticleRecord, OldAddressRecord, Record
from articles.models.article import Article
from articles.models.importbatch import Imported
from articles.models.importreport import CHANGED, NEW, OLD_ADDRESS
from articles.models.oldaddress import OldAddress


@dataclass
class Filed:
    """What became of one entry, until it is certain."""

    outcome: str
    says: str = ""
    differences: list = field(default_factory=list)
    row: Imported | None = None  # what is kept of it
    base: Record | None = None  # see Imported; None: it follows from what is written
    article: tuple[Article, ArticleRecord] | None = None  # that is here since
    lost: Counter[str] = field(default_factory=Counter)
    # Old addresses that lead on from now on though it is not filed itself.
    led: list[tuple[OldAddressRecord, "Filed"]] = field(default_factory=list)

    @property
    def paths(self) -> list[str]:
        """The old addresses that lead on from now on because of it."""
        own = self.row.paths if self.row and self.outcome in (NEW, CHANGED) else []
        return [*own, *(record.path for record, _ in self.led)]


def lead_here(permalinks: Iterable[tuple[Filed, str, Article]]) -> None:
    """Let addresses where entries stood lead to them from now on.

    `permalinks` are (Filed, address, article). One where something else lives, or that
    leads elsewhere, is counted as lost.
    """
    each = {(id(filed), path): (filed, path, to) for filed, path, to in permalinks}
    led = OldAddress.objects.lead([(path, to) for _, path, to in each.values()])
    for (filed, *_rest), path in zip(each.values(), led, strict=True):
        if path:
            assert filed.row is not None  # it was written
            filed.row.paths.append(path)
        elif path is None:
            filed.lost[OLD_ADDRESS] += 1


def lead_there(filed: Filed, permalinks: Iterable[str], batch, article) -> None:
    """Let addresses of an entry that is not filed lead to what is here in its place.

    Those that cannot are counted as lost.
    """
    led = OldAddress.objects.lead([(path, article) for path in permalinks])
    filed.lost[OLD_ADDRESS] += led.count(None)
    for row in OldAddress.objects.by_path(set(filter(None, led))).values():
        name = row.path[: limits.TITLE]
        kept = Imported(batch=batch, kind="oldaddress", key=row.pk, name=name)
        record = row.record()
        filed.led.append((record, Filed(filed.outcome, row=kept, base=record)))
