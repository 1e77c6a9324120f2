"""Our samples, by the format that they are of."""

from articles.formats.readers import READERS
from tests.formats.files import SAMPLES

# Formats whose samples lie together in one folder, and how a name tells them apart.
REFERENCES = {".bib": "bibtex", ".ris": "ris", ".json": "csl"}


def found():
    """Return {key: paths} of all samples: files, and folders that are one export."""
    paths = {key: sorted((SAMPLES / key).glob("*")) for key in READERS}
    for path in sorted((SAMPLES / "bookmarks").iterdir()):
        paths[path.name.partition("-")[0].replace("_", "-")].append(path)
    for path in sorted((SAMPLES / "references").iterdir()):
        paths[REFERENCES[path.suffix]].append(path)
    tables = {path for path in paths["digest-text"] if path.suffix == ".csv"}
    paths["digest-text"] = [p for p in paths["digest-text"] if p not in tables]
    return paths


BY_FORMAT = found()
ALL = [(key, path) for key, paths in BY_FORMAT.items() for path in paths]


def named(sample):
    """Return a sample, or its format, as the name of a test: wordpress, usual.xml."""
    return sample if isinstance(sample, str) else sample.name


def is_broken(path):
    return "broken" in path.name
