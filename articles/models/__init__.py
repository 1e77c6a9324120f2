"""The nouns and their rules. Import from here, not from the files below."""

from articles.models import roles
from articles.models.accounts import account_named, invite, password_link
from articles.models.address import Address
from articles.models.annotation import Annotation, refuse_many_notes
from articles.models.article import Article
from articles.models.bin import Binned
from articles.models.bulk import (
    date_all,
    keys_of,
    known_tags,
    states_of,
    step_all,
    tag_all,
    tags_after,
    would_be_tagged,
)
from articles.models.calendar import weeks_of
from articles.models.capture import Capture
from articles.models.content import (
    chosen,
    content_of,
    public_records,
    shown_of,
)
from articles.models.counting import COUNTED, AtLeast, counted, tags_on
from articles.models.covering import Coverage, coverage, in_brief, tell_covered
from articles.models.edition import Edition
from articles.models.editorsettings import EditorSettings
from articles.models.fields import LineFormField, NamesFormField, WordsFormField
from articles.models.filing import AGAIN, COPY, EARLIER_GONE, EarlierGone
from articles.models.importbatch import ImportBatch, Imported
from articles.models.importer import Importer
from articles.models.importreport import (
    EACH_REPEAT,
    FOLLOW_UP,
    OUTCOMES,
    SKIP,
    ImportReport,
    Planned,
)
from articles.models.intake import (
    Intake,
    Known,
    put,
    put_all,
)
from articles.models.lastchange import last_change, tags_with_last_change
from articles.models.locking import all_must_wait, lock
from articles.models.merged import Merged
from articles.models.moment import (
    at_stand,
    is_one_moment,
    kept,
    latest,
    moment,
    once,
    stand,
)
from articles.models.names import FIELDS, give_names
from articles.models.obstacles import is_away, obstacle
from articles.models.oldaddress import OldAddress
from articles.models.page import Page
from articles.models.planned import Changes
from articles.models.plannedimport import Entries
from articles.models.posting import LocalMonth
from articles.models.presence import Presence
from articles.models.publication import WITH_REASON
from articles.models.readiness import not_ready, without_cache, without_writing
from articles.models.refusals import in_one_line, refuse_many_tags
from articles.models.report import Change, Report
from articles.models.restoring import restore
from articles.models.revision import Revision, acting
from articles.models.roomy import roomy
from articles.models.savedfilter import SavedFilter
from articles.models.search import Asked, SearchEntry
from articles.models.seen import Seen, Touched, followed, what_is_seen
from articles.models.shelf import Shelf, count_all
from articles.models.sketch import sketch
from articles.models.snapshot import snapshot
from articles.models.suggestions import suggest
from articles.models.synced import Synced
from articles.models.tag import ArticleTag, Tag
from articles.models.tagalias import TagAlias
from articles.models.tagcare import care
from articles.models.tagdeed import TagDeed
from articles.models.tagging import fitting, offer
from articles.models.tagundo import undo
from articles.models.thissite import SITE
from articles.models.timeline import Timeline
from articles.models.trail import (
    Trail,
    has_traces,
    note_import,
    note_load,
    note_undo,
    told,
)
from articles.models.trends import Trends
from articles.models.unfinished import Unfinished, why_stranded
from articles.models.upload import IMPORTED, READING, REFUSED, WRITING, Upload
from articles.models.upsert import complete, each_once, find_uid
from articles.models.watch import Stand, Watch
from articles.models.wording import Wording, wordings

__all__ = [
    "AGAIN",
    "COPY",
    "COUNTED",
    "EACH_REPEAT",
    "EARLIER_GONE",
    "FIELDS",
    "FOLLOW_UP",
    "IMPORTED",
    "OUTCOMES",
    "READING",
    "REFUSED",
    "SITE",
    "SKIP",
    "WITH_REASON",
    "WRITING",
    "Address",
    "Annotation",
    "Article",
    "ArticleTag",
    "Asked",
    "AtLeast",
    "Binned",
    "Capture",
    "Change",
    "Changes",
    "Coverage",
    "EarlierGone",
    "Edition",
    "EditorSettings",
    "Entries",
    "ImportBatch",
    "ImportReport",
    "Imported",
    "Importer",
    "Intake",
    "Known",
    "LineFormField",
    "LocalMonth",
    "Merged",
    "NamesFormField",
    "OldAddress",
    "Page",
    "Planned",
    "Presence",
    "Report",
    "Revision",
    "SavedFilter",
    "SearchEntry",
    "Seen",
    "Shelf",
    "Stand",
    "Synced",
    "Tag",
    "TagAlias",
    "TagDeed",
    "Timeline",
    "Touched",
    "Trail",
    "Trends",
    "Unfinished",
    "Upload",
    "Watch",
    "Wording",
    "WordsFormField",
    "account_named",
    "acting",
    "all_must_wait",
    "at_stand",
    "care",
    "chosen",
    "complete",
    "content_of",
    "count_all",
    "counted",
    "coverage",
    "date_all",
    "each_once",
    "find_uid",
    "fitting",
    "followed",
    "has_traces",
    "in_brief",
    "in_one_line",
    "invite",
    "is_away",
    "is_one_moment",
    "kept",
    "keys_of",
    "known_tags",
    "last_change",
    "latest",
    "lock",
    "moment",
    "not_ready",
    "note_import",
    "note_load",
    "note_undo",
    "obstacle",
    "offer",
    "once",
    "password_link",
    "public_records",
    "put",
    "put_all",
    "refuse_many_notes",
    "refuse_many_tags",
    "restore",
    "roles",
    "roomy",
    "shown_of",
    "sketch",
    "snapshot",
    "stand",
    "states_of",
    "step_all",
    "suggest",
    "tag_all",
    "tags_after",
    "tags_on",
    "tags_with_last_change",
    "tell_covered",
    "told",
    "undo",
    "weeks_of",
    "what_is_seen",
    "why_stranded",
    "without_cache",
    "without_writing",
    "wordings",
    "would_be_tagged",
]

give_names()
