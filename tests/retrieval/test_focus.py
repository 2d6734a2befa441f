"""Of a long passage, a reader sees first what the question is about."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from core.evidence import Passage
from core.ids import CollectionId, VersionId
from core.readings import WordSpan
from retrieval.focus import FOCUS_WORDS, focused
from retrieval.structure import structure_of
from tests.contracts.databases import a_chunk, a_document, a_page, a_reading


def a_passage(text: str) -> Passage:
    document = a_document()
    leaf = a_page(text)
    chunk = a_chunk(document, a_reading(document, leaf), 0, leaf)
    return Passage(chunk, document.id, document.name, VersionId("v"), CollectionId("leases"), leaf)


def seen(question: str, *texts: str) -> list[str]:
    passages = [a_passage(text) for text in texts]
    spans = focused(question, structure_of(question), passages)
    return [p.leaf.quote(span) for p, span in zip(passages, spans, strict=True)]


FILLER = "the premises are let as they stand " * 30


def test_the_words_of_the_question_are_seen() -> None:
    said = "The security deposit is three months."
    [first] = seen("How much is the security deposit?", f"{FILLER} {said} {FILLER}")
    assert said in first
    assert len(first.split()) <= FOCUS_WORDS


def test_so_is_what_means_the_same() -> None:
    said = "Ce contrat est régi par le droit applicable à Paris."
    [first] = seen("What is the governing law?", f"{FILLER} {said} {FILLER}")
    assert said in first


def test_rare_words_count_most() -> None:
    common, rare = "lease lease lease lease", "indexation"
    texts = [f"{common} {FILLER}"] * 8 + [f"{common} {FILLER} {rare} {FILLER}"]
    assert rare in seen("What does the lease say of indexation?", *texts)[-1]


def test_a_short_passage_is_seen_whole() -> None:
    assert seen("Anything?", "Le loyer est de 12 euros.") == ["Le loyer est de 12 euros."]


@given(question=st.text(max_size=80), text=st.lists(st.text("ab é", min_size=1), max_size=200))
def test_it_is_some_of_the_passage(question: str, text: list[str]) -> None:
    passage = a_passage(" ".join(text) or "x")
    [span] = focused(question, structure_of(question), [passage])
    whole = passage.chunk.words
    assert whole.start <= span.start <= span.end <= whole.end
    assert span.end - span.start == min(FOCUS_WORDS, whole.end - whole.start)
    assert isinstance(span, WordSpan)
