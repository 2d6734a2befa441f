"""From what a model says, or from evidence alone, to sentences with citations."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import aclosing
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.chat import ChatFailed, ChatFailure
from core.evidence import Hit
from core.readings import WordSpan
from retrieval.answer import Writer, extractive
from retrieval.draft import MOST_CHARS, MOST_SENTENCE_CHARS, Silence
from retrieval.extract import Evidence
from retrieval.sentence import Sentence
from retrieval.units import units_of
from tests.retrieval.passages import FakeChat, hit, item, paragraph, passage, table

BUDGET = 8000
OTHER = "00000000-0000-0000-0000-000000000002"
HITS = [
    hit("Le loyer annuel est de 48 000 €.", "La durée est de neuf ans."),
    hit("Le dépôt de garantie est de 12 000 €.", reading=OTHER),
]


async def written(*pieces: str, hits: Sequence[Hit] = tuple(HITS)) -> list[Sentence]:
    return await drafted(FakeChat(pieces), hits=hits)


async def drafted(
    model: FakeChat, language: str = "fr", hits: Sequence[Hit] = tuple(HITS)
) -> list[Sentence]:
    draft = await Writer(model, BUDGET).draft("Quel est le loyer ?", language, hits)
    return [sentence async for sentence in draft.sentences()]


def shown(sentences: Sequence[Sentence]) -> list[tuple[str, list[str]]]:
    return [(s.text, [citation.quote for citation in s.citations]) for s in sentences]


async def test_a_marker_cites_the_sentence_of_its_passage_that_says_most_of_it() -> None:
    assert shown(await written("Le loyer est de 48 000 € [1]. La durée est de neuf ans [1].")) == [
        ("Le loyer est de 48 000 €.", ["Le loyer annuel est de 48 000 €."]),
        ("La durée est de neuf ans.", ["La durée est de neuf ans."]),
    ]


@pytest.mark.parametrize(
    "text", ["Le loyer est de 48 000 €. [1] La durée", "Le loyer est de 48 000 €[1].\nLa durée"]
)
async def test_markers_may_stand_before_or_behind_the_full_stop(text: str) -> None:
    first, *_ = await written(text)
    assert first.text == "Le loyer est de 48 000 €."
    assert [c.quote for c in first.citations] == ["Le loyer annuel est de 48 000 €."]


async def test_several_markers_cite_several_passages_once_each() -> None:
    [sentence] = await written("Le loyer et le dépôt de garantie sont dus [1][2] [1].")
    assert sentence.text == "Le loyer et le dépôt de garantie sont dus."
    assert [c.reading_id for c in sentence.citations] == [h.passage.chunk.reading for h in HITS]


@pytest.mark.parametrize("marker", ["[0]", "[3]", "[99]", ""])
async def test_a_marker_of_no_passage_cites_nothing(marker: str) -> None:
    [sentence] = await written(f"Le loyer est de 48 000 €{marker}.")
    assert sentence.text == "Le loyer est de 48 000 €."
    assert sentence.citations == ()


async def test_a_bracket_that_is_no_marker_stays_in_the_text() -> None:
    [sentence] = await written("Le loyer [HT] de l'article [2023] est dû [1].")
    assert sentence.text == "Le loyer [HT] de l'article [2023] est dû."


async def test_nothing_said_is_no_sentence() -> None:
    assert await written("", "  \n ", "") == []


@pytest.mark.parametrize(
    "reply", ["AUCUNE PREUVE", " NO EVIDENCE. ", "Un est dit [1].\nAUCUNE PREUVE"]
)
async def test_a_model_that_finds_nothing_says_so(reply: str) -> None:
    with pytest.raises(Silence):
        await written(*reply)


async def test_words_like_those_of_silence_are_no_silence() -> None:
    assert await written("AUCUNE PREUVE de paiement n'est jointe [1].")


REPLY = (
    "Le loyer est de 48 000 € [1]. Il est dû d'avance. [1] La durée est de neuf ans [1]\n"
    "- Le dépôt est de 12 000 € [2]. « C'est tout » [2]. Voir art. 606 ; fin"
)


@given(st.lists(st.integers(0, len(REPLY)), max_size=40))
@settings(max_examples=60)
async def test_how_a_reply_is_cut_into_pieces_changes_nothing(cuts: list[int]) -> None:
    bounds = [0, *sorted(cuts), len(REPLY)]
    pieces = [REPLY[start:end] for start, end in pairwise(bounds)]
    assert shown(await written(*pieces)) == shown(await written(REPLY))


@given(st.text("aA. [1]\n9É«", max_size=60).map(lambda text: text.replace(" ", "  ")))
@settings(max_examples=60)
async def test_a_reply_letter_by_letter_is_the_reply_at_once(text: str) -> None:
    assert shown(await written(*text)) == shown(await written(text))


async def test_a_sentence_leaves_as_soon_as_the_next_one_begins() -> None:
    model = FakeChat(["Un est dit [1]. ", "Deux", " suit [1]. ", "Trois"])
    draft = await Writer(model, BUDGET).draft("?", "fr", HITS)
    async with aclosing(draft.sentences()) as sentences:
        assert (await anext(sentences)).text == "Un est dit."
        assert model.said == 2
    assert model.was_closed


async def test_a_model_that_does_not_stop_is_stopped() -> None:
    model = FakeChat(["mot "] * MOST_CHARS)
    sentences = await drafted(model)
    assert sum(len(s.text) for s in sentences) <= MOST_SENTENCE_CHARS + 4
    assert model.said < MOST_CHARS
    assert model.was_closed


async def test_a_failure_reaches_the_caller_after_what_was_said() -> None:
    broken = ChatFailed("It broke.", failure=ChatFailure.CUT)
    model = FakeChat(["Un est dit [1]. Deux"], broken)
    sentences = (await Writer(model, BUDGET).draft("?", "fr", HITS)).sentences()
    assert (await anext(sentences)).text == "Un est dit."
    with pytest.raises(ChatFailed):
        await anext(sentences)


@pytest.mark.parametrize(("language", "word"), [("fr", "passages numérotés"), ("en", "numbered")])
async def test_a_model_is_given_numbered_passages_in_the_question_s_language(
    language: str, word: str
) -> None:
    model = FakeChat(["Rien."])
    await drafted(model, language)
    [(system, user)] = model.asked
    assert (system.role, user.role) == ("system", "user")
    assert word in system.content
    assert user.content.index("[1]") < user.content.index("48 000") < user.content.index("[2]")
    assert user.content.endswith("Quel est le loyer ?")


def evidence(*blocks: object) -> list[Evidence]:
    return [Evidence(unit, 0.9) for unit in units_of(passage(*blocks))]  # type: ignore[arg-type]


def test_without_a_model_the_evidence_itself_is_the_answer() -> None:
    [sentence] = extractive(evidence("Le loyer est de 48 000 €."))
    [citation] = sentence.citations
    assert sentence.text == citation.quote == "Le loyer est de 48 000 €."


def test_a_row_is_shown_with_its_header_and_the_header_once() -> None:
    first, second = extractive(evidence(table("Lot | Loyer", "A1 | 48 000", "A2 | 12 000")))
    assert [part.text for part in first.parts] == ["A1 48 000", "Lot Loyer"]
    assert [part.text for part in second.parts] == ["A2 12 000"]
    assert [len(part.citations) for part in (*first.parts, *second.parts)] == [1, 1, 1]


def test_line_breaks_of_the_page_are_no_part_of_the_answer() -> None:
    source = passage("Le loyer", words=WordSpan(0, 2))
    [sentence] = extractive([Evidence(next(units_of(source)), 0.9)])
    assert "\n" not in sentence.text


def test_an_item_is_shown_with_what_introduces_its_list_once() -> None:
    made = passage(paragraph("Les charges sont :"), item("l'eau, 120 €"), item("le gaz, 80 €"))
    units = [unit for unit in units_of(made) if unit.lead]
    one, other = extractive([Evidence(unit, 0.9) for unit in units])
    assert one.text == "l'eau, 120 € — Les charges sont :"
    assert other.text == "le gaz, 80 €"


def test_a_row_is_shown_with_the_scale_that_is_stated_above_its_table() -> None:
    made = passage(paragraph("(en milliers d'euros)"), table("Poste | 2018", "Loyers | 48 000"))
    [unit] = [unit for unit in units_of(made) if unit.header]
    [sentence] = extractive([Evidence(unit, 0.9)])
    assert [part.text for part in sentence.parts] == [
        "Loyers 48 000",
        "Poste 2018",
        "(en milliers d'euros)",
    ]
    assert len(sentence.citations) == 3
