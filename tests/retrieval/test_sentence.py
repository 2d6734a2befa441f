"""The answer as it grows: numbers, spans, and the text they point into."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from core.readings import WordSpan
from retrieval.cite import cite
from retrieval.sentence import JOINER, Part, Sentence, Shown, Transcript
from tests.retrieval.passages import passage

SOURCE = passage("Le loyer annuel est fixé à 48 000 € hors taxes.")
CITATIONS = st.integers(0, 5).map(lambda rank: cite(SOURCE, WordSpan(rank, rank + 3), 0.5))
TEXTS = st.text("abc 12[]—.\n", min_size=1, max_size=12)
PARTS = st.builds(Part, TEXTS, st.lists(CITATIONS, max_size=3).map(tuple))
SENTENCES = st.lists(PARTS, min_size=1, max_size=3).map(lambda parts: Sentence(tuple(parts)))


def told(sentences: list[Sentence]) -> tuple[Transcript, list[Shown]]:
    transcript = Transcript()
    return transcript, [transcript.add(sentence) for sentence in sentences]


@given(st.lists(SENTENCES, max_size=4))
@settings(max_examples=60)
def test_what_is_streamed_adds_up_to_the_answer(sentences: list[Sentence]) -> None:
    transcript, shown = told(sentences)
    assert "".join(part.text for part in shown) == transcript.text
    assert [c for part in shown for c in part.citations] == transcript.citations


@given(st.lists(SENTENCES, max_size=4))
@settings(max_examples=60)
def test_a_citation_s_answer_span_is_the_text_of_its_part(sentences: list[Sentence]) -> None:
    transcript, _ = told(sentences)
    parts = [part for s in sentences for part in s.parts for _ in part.citations]
    for part, citation in zip(parts, transcript.citations, strict=True):
        assert transcript.text[citation.answer_start : citation.answer_end] == part.text


@given(st.lists(SENTENCES, max_size=4))
@settings(max_examples=60)
def test_the_same_evidence_keeps_its_number_and_numbers_count_from_1(
    sentences: list[Sentence],
) -> None:
    transcript, _ = told(sentences)
    numbers: dict[str, int] = {}
    for citation in transcript.citations:
        assert numbers.setdefault(citation.id, len(numbers) + 1) == citation.index


def test_the_markers_stand_behind_the_words_they_prove() -> None:
    first, second = (cite(SOURCE, WordSpan(*span), 0.5) for span in ((0, 3), (3, 6)))
    transcript, [one, two] = told(
        [
            Sentence((Part("Le loyer", (first, second)), Part("Lot Loyer", (second,)))),
            Sentence((Part("Encore", (first,)),)),
        ]
    )
    assert one.text == f"Le loyer [1] [2]{JOINER}Lot Loyer [2]"
    assert two.text == "\nEncore [1]"
    assert len(transcript.citations) == 4


def test_a_sentence_has_the_text_and_the_citations_of_its_parts() -> None:
    citation = cite(SOURCE, WordSpan(0, 3), 0.5)
    sentence = Sentence((Part("a", (citation,)), Part("b", ())))
    assert (sentence.text, sentence.citations) == (f"a{JOINER}b", (citation,))
