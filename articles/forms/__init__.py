"""The forms of the desk. What they refuse, and why, is the models' to say.

Import from here, not from the files below.
"""

from articles.forms.articles import ArticleForm, NamesWidget
from articles.forms.bulk import (
    DatesForm,
    PublishForm,
    StepForm,
    TagsForm,
    WithdrawForm,
)
from articles.forms.exporting import ExportForm
from articles.forms.importing import ColumnsForm, ImportForm
from articles.forms.loading import LoadForm
from articles.forms.notes import NoteForm, NoteFormSet, posted_notes
from articles.forms.pages import PageForm
from articles.forms.settings import EditorSettingsForm
from articles.forms.tags import TagForm

__all__ = [
    "ArticleForm",
    "ColumnsForm",
    "DatesForm",
    "EditorSettingsForm",
    "ExportForm",
    "ImportForm",
    "LoadForm",
    "NamesWidget",
    "NoteForm",
    "NoteFormSet",
    "PageForm",
    "PublishForm",
    "StepForm",
    "TagForm",
    "TagsForm",
    "WithdrawForm",
    "posted_notes",
]
