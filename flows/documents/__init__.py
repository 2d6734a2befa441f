"""The life of a document: it comes in, is shown, changed, read again, and deleted."""

from flows.documents.accepted import Accepted
from flows.documents.change import Change, Keep
from flows.documents.collection_names import DEFAULT_COLLECTION, check_collection
from flows.documents.documents import Documents
from flows.documents.shown import Shown
from flows.documents.source_paths import check_source

__all__ = [
    "DEFAULT_COLLECTION",
    "Accepted",
    "Change",
    "Documents",
    "Keep",
    "Shown",
    "check_collection",
    "check_source",
]
