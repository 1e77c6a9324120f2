"""Fixtures as files: how one is changed, and what a load of it would do."""

import json

from django.db import transaction

from articles.jobs.fixtures import load_fixture
from tests.jobs.test_fixtures import rows


def entries(file):
    return json.loads(file.read_text(encoding="utf-8"))


def change(file, model="article", number=0, **fields):
    """Change fields of an entry of a file; None takes a field out."""
    held = entries(file)
    entry = [e for e in held if e["model"] == f"articles.{model}"][number]
    entry["fields"] |= fields
    entry["fields"] = {k: v for k, v in entry["fields"].items() if v is not None}
    file.write_text(json.dumps(held))


def leave_out(file, model, number=0):
    held = entries(file)
    held.remove([e for e in held if e["model"] == f"articles.{model}"][number])
    file.write_text(json.dumps(held))


def plan(file, **options):
    """Return the changes that a load would make, having checked that it made none."""
    before, told = rows(), []
    report = load_fixture(file, plan=True, tell=told.append, **options)
    assert rows() == before
    with transaction.atomic():
        applied = load_fixture(file, **options)
        transaction.set_rollback(True)
    assert str(applied) == str(report)
    assert report.created == sum(c.outcome == "created" for c in told)
    assert report.changed == sum(c.outcome == "changed" for c in told)
    assert report.deleted == sum(c.outcome == "deleted" for c in told)
    return told


def named(changes):
    return [f"{c.outcome} {c.kind} {c.name}" for c in changes]


def fields(changes):
    (only,) = changes
    return {d.field: (d.before, d.after) for d in only.differences}
