"""What a question says of the documents that it is about, before they are looked at."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from core.ids import DocumentId
from core.scoping import Facet, Origin
from retrieval.scope.names import Mention
from retrieval.scope.periods import AskedPeriods

WHOSE = (Facet.ISSUER, Facet.REFERENCE)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a question says, and where it says it."""

    mentions: Sequence[Mention]
    periods: AskedPeriods
    kinds: Mapping[str, str]
    forms: frozenset[str]
    languages: Mapping[str, str]
    origins: Mapping[Facet, Origin]

    def of(self, *facets: Facet) -> list[Mention]:
        return [mention for mention in self.mentions if mention.facet in facets]

    @property
    def whose(self) -> list[Mention]:
        """What may narrow a search: places and titles are as often what a question is about."""
        return self.of(*WHOSE)


def documents_of(found: Iterable[Mention]) -> frozenset[DocumentId]:
    return frozenset(document for mention in found for document in mention.documents)
