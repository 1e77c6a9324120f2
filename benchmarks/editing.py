"""An editor within a process: opens entries at the desk, saves them, lists them."""

import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402
from django.test import Client  # noqa: E402

from articles.models import Article  # noqa: E402
from benchmarks.children import cpu_of, serve  # noqa: E402
from tests.admin.desk import LIST, Form, address_of  # noqa: E402

client = Client(SERVER_NAME="localhost", HTTP_ACCEPT_ENCODING="gzip")
opened = []  # (address, fields) of the entries whose form is open


def sign_in():
    """Make an account that may do all, and be it."""
    client.force_login(User.objects.create_superuser("editor"))


def open_some(first, count):
    """Open the forms of some entries, spread over all, and change a word of each."""
    keys = list(Article.objects.order_by("pk").values_list("pk", flat=True))
    opened.clear()
    for key in keys[first :: max(len(keys) // count, 1)][:count]:
        address = address_of(Article(pk=key))
        form = Form(client.get(address).content.decode(), "article_form")
        form.fields["title"] = [f"{form.fields['title'][0]} again"]
        opened.append((address, form.fields))
    return len(opened)


def save():
    """Save what is open; return the seconds of CPU that each took."""

    def save_all():
        return [
            client.post(address, fields | {"_save": "x"}) for address, fields in opened
        ]

    cpu, answers = cpu_of(save_all)
    for answer in answers:
        if answer.status_code != 302:
            raise RuntimeError(answer.content.decode())
    return cpu / len(answers)


def look(times):
    """Ask for the list of entries; return the seconds of CPU that each took."""
    cpu, _ = cpu_of(lambda: [client.get(LIST) for _ in range(times)])
    return cpu / times


def name(title):
    """Give the newest entry another title."""
    newest = Article.objects.published().newest_first()[:1].get()
    Article.objects.filter(pk=newest.pk).update(title=title)


serve(sign_in, open_some, save, look, name)
