"""How a browser meets the desk: reads a form, changes some of it, posts it."""

import re
from html import unescape
from html.parser import HTMLParser

from django.contrib.auth.models import Group, Permission, User

from articles.models import Annotation, Article

LIST = "/admin/articles/article/"


class Form(HTMLParser):
    """Collects what a browser would post: `fields`, {name: values}, no button in it."""

    def __init__(self, html, name):
        super().__init__(convert_charrefs=True)
        self.fields: dict[str, list[str]] = {}
        self.name, self.inside = name, False
        self.textarea = self.select = None
        self.words = ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        names = dict(attrs)
        if tag == "form":
            self.inside = names.get("id") == self.name
        elif not self.inside or "disabled" in names:
            return
        elif tag == "textarea":
            self.textarea, self.words = names["name"], ""
        elif tag == "select":
            self.select = names.get("name")
        elif tag == "option" and "selected" in names:
            self.keep(self.select, names["value"])
        elif tag == "input" and "name" in names:
            self.keep_input(names["name"], names)

    def keep_input(self, name, names):
        kind = names.get("type", "text")
        if kind in ("checkbox", "radio"):
            if "checked" in names:
                self.keep(name, names.get("value", "on"))
        elif kind not in ("submit", "button", "reset"):
            self.keep(name, names.get("value", ""))

    def handle_endtag(self, tag):
        if tag == "textarea" and self.textarea:
            words = self.words.removeprefix("\n")  # HTML drops the first line end
            self.keep(self.textarea, words.replace("\n", "\r\n"))
            self.textarea = None
        elif tag == "form":
            self.inside = False

    def handle_data(self, data):
        self.words += data

    def keep(self, name, value):
        if name != "csrfmiddlewaretoken":
            self.fields.setdefault(name, []).append(value)


def save(client, address, button="_save", notes=(), **changes):
    """Post the form at `address` as it stands but for `changes`; return the last page.

    `notes` are new ones, added below those that are there: what differs from an empty
    note, each.
    """
    kind = address.split("/")[3]
    fields = Form(client.get(address).content.decode(), f"{kind}_form").fields
    assert fields
    fields |= changes
    empty = {k: v for k, v in fields.items() if k.startswith("notes-__prefix__-")}
    for number, note in enumerate(notes, int(fields.get("notes-TOTAL_FORMS", [0])[0])):
        fields |= {k.replace("__prefix__", str(number)): v for k, v in empty.items()}
        fields |= {f"notes-{number}-{name}": value for name, value in note.items()}
        fields["notes-TOTAL_FORMS"] = str(number + 1)
    return client.post(address, fields | {button: "x"}, follow=True)


def choose(client, action, *articles, across=False, query=""):
    """Choose an action of the list for a selection; return the page that answers."""
    chosen = [article.pk for article in articles]
    fields = {"action": action, "_selected_action": chosen, "index": "0"}
    return client.post(f"{LIST}{query}", fields | {"select_across": int(across)})


def press(client, page, button, query="", **fields):
    """Press a button on the page, with some fields filled in as well."""
    known = Form(page.content.decode(), "bulk_form").fields
    posted = {**known, **fields, button: "x"}
    return client.post(f"{LIST}{query}", posted, follow=True)


def address_of(row):
    """Return where `row` is changed."""
    return f"/admin/articles/{row._meta.model_name}/{row.pk}/change/"


def words_of(response):
    """Return what a page says: no markup, blanks folded."""
    page = response.content.decode()
    words = unescape(re.sub(r"<[^>]*>", " ", page[page.index("<main") :]))
    return " ".join(words.split())


def make_editor(*permissions, name="guest", groups=()):
    """Save and return an account at the desk that may do `permissions`, no more.

    And what `groups`, names, may do.
    """
    editor = User.objects.create_user(name, is_staff=True)
    editor.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    editor.groups.set(Group.objects.filter(name__in=groups))
    return editor


def latest():
    """Return the article that was made last."""
    return Article.objects.latest("pk")


def state_of(article):
    """Return the state of an article as the database has it."""
    return Article.objects.get(pk=article.pk).state


def record_of(article):
    """Return the record of an article as the database has it."""
    return Article.objects.get(pk=article.pk).record()


def notes_of(article):
    """Return the bodies of the notes of an article, in their order."""
    return [note.body for note in Annotation.objects.filter(article=article)]
