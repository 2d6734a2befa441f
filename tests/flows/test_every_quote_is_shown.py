"""Whatever is asked, what is quoted stands in the document, and its boxes show it."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
import pytest_asyncio

from core.encoding import Encoder
from core.evidence import Answer, AnswerState, Citation
from core.places import PageSpan
from core.verdicts import Verdict
from flows.bootstrap import Installation
from flows.question import Question
from tests.adapters.parsers.test_pdf_boxes import Glyph, complaints, glyphs_of, is_overprinted
from tests.flows.uncaged import open_uncaged
from tests.parts import USER, added

pytestmark = [pytest.mark.slow, pytest.mark.asyncio(loop_scope="module")]

ROOT = Path(__file__).parents[2]
REPORT_QUESTIONS = 20


def lines_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


GOLD = lines_of(ROOT / "samples" / "gold.jsonl")


@asynccontextmanager
async def holding(
    folder: Path, encoder: Encoder, paths: Sequence[Path]
) -> AsyncIterator[Installation]:
    async with open_uncaged(folder, encoder) as parts:
        for path in paths:
            await added(parts, path)
        yield parts


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def sampled(
    tmp_path_factory: pytest.TempPathFactory, encoder: Encoder, samples: Path
) -> AsyncIterator[Installation]:
    """An installation that holds the sample documents."""
    folder = tmp_path_factory.mktemp("sampled")
    async with holding(folder, encoder, files_in(samples)) as parts:
        yield parts


def files_in(folder: Path) -> list[Path]:
    return sorted(folder.iterdir())


async def faults_of(parts: Installation, answer: Answer, folder: Path) -> list[str]:
    """What is wrong with an answer's evidence."""
    faults = []
    for citation in answer.citations:
        resolved = await parts.pages.citation(USER, citation.id)
        if (resolved.quote, resolved.place) != (citation.quote, citation.place):
            faults.append(f"{citation.id} leads to {resolved.quote!r}, not {citation.quote!r}")
        at_span = resolved.leaf.text[citation.source_start : citation.source_end]
        if at_span != citation.quote:
            faults.append(f"{citation.id}: {at_span!r} stands at the span of {citation.quote!r}")
        if isinstance(citation.place, PageSpan):
            glyphs = page_glyphs(folder / citation.document, citation.place.page)
            # What was recognised in an image has no characters to compare with.
            if glyphs and not is_overprinted(glyphs):
                wrong = complaints(resolved.leaf, resolved.words, glyphs)
                faults += [f"{citation.id}, {citation.quote!r}: {what}" for what in wrong]
        if not _is_said(answer, citation):
            faults.append(f"{citation.id}: the answer does not say {citation.quote!r}")
    return faults


def _is_said(answer: Answer, citation: Citation) -> bool:
    """Without a model, what is said is the quote, or worked out from it, and its marker stands
    behind it."""
    said = answer.text[citation.answer_start : citation.answer_end]
    is_marked = f"[{citation.index}]" in answer.text[citation.answer_end :]
    is_worked_out = citation.verdict is Verdict.DERIVED
    return is_marked and (is_worked_out or said == " ".join(citation.quote.split()))


@cache
def page_glyphs(path: Path, page: int) -> tuple[Glyph, ...]:
    with pypdfium2.PdfDocument(path) as document:
        return tuple(glyphs_of(document[page - 1], page))


@pytest.mark.parametrize("gold", GOLD, ids=[str(gold["id"]) for gold in GOLD])
async def test_every_quote_of_a_sample_answer_is_shown(
    sampled: Installation, samples: Path, gold: dict[str, Any]
) -> None:
    answer = await sampled.asker.ask(USER, Question(gold["question"]))
    assert await faults_of(sampled, answer, samples) == []
    assert (answer.state is AnswerState.ANSWERED) is bool(answer.citations)


@pytest.mark.corpora
async def test_every_quote_of_an_answer_from_real_reports_is_shown(
    tmp_path: Path, encoder: Encoder, corpora: Path
) -> None:
    folder = corpora / "rapports-fr"
    questions = lines_of(folder / "questions.jsonl")[:REPORT_QUESTIONS]
    paths = sorted({folder / "pdfs" / question["doc"] for question in questions})
    faults, citations = [], 0
    async with holding(tmp_path, encoder, paths) as parts:
        for question in questions:
            answer = await parts.asker.ask(USER, Question(question["question"]))
            citations += len(answer.citations)
            faults += await faults_of(parts, answer, folder / "pdfs")
    assert faults == []
    assert citations >= REPORT_QUESTIONS / 2
