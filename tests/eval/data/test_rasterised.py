from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import NotFound
from eval.cases import Printed
from eval.data.rasterised import Options, load
from tests.eval.data.corpus import FakeParser, FakeRenderer, workshop_at

LONG = " ".join(f"mot{n}" for n in range(30))
PAGES = ("couverture", LONG, f"page  trois {LONG}", f"page quatre {LONG}")


def corpus(folder: Path) -> Path:
    pdfs = folder / "rapports-fr" / "pdfs"
    pdfs.mkdir(parents=True)
    (pdfs / "rapport.pdf").write_bytes(b"%PDF")
    return folder


async def test_the_truth_is_the_text_layer_of_the_page_drawn(tmp_path: Path) -> None:
    dataset = await load(workshop_at(corpus(tmp_path), FakeParser(*PAGES)), Options())
    cases = [case for case in dataset.cases if isinstance(case, Printed)]
    assert [case.id.partition(":")[2] for case in cases] == ["2", "3", "4"]
    assert "rapport" not in cases[0].id
    assert cases[1].words[:3] == ("page", "trois", "mot0")
    images = {source.name: source.content for source in dataset.documents}
    drawn = images[cases[1].document]
    assert isinstance(drawn, Path)
    assert drawn.read_bytes() == b"png of rapport.pdf page 3"
    assert {case.page for case in cases} == {1}
    assert all(name.endswith(".png") for name in images)


async def test_pages_are_drawn_at_200_dots_an_inch(tmp_path: Path) -> None:
    renderer = FakeRenderer()
    await load(workshop_at(corpus(tmp_path), FakeParser(LONG), renderer), Options())
    assert renderer.drawn == [("rapport.pdf", 1, pytest.approx(200 / 72))]


async def test_only_the_chosen_pages_are_drawn_and_the_choice_stays(tmp_path: Path) -> None:
    folder, renderer = corpus(tmp_path), FakeRenderer()
    few = await load(workshop_at(folder, FakeParser(*PAGES), renderer), Options(pages=1))
    assert len(few.cases) == len(few.documents) == len(renderer.drawn) == 1
    more = await load(workshop_at(folder, FakeParser(*PAGES), renderer), Options(pages=2))
    assert len(more.cases) == 2
    assert few.cases[0] in more.cases


async def test_the_chosen_pages_are_from_anywhere_in_the_reports(tmp_path: Path) -> None:
    pages = [f"{LONG} {n}" for n in range(40)]
    dataset = await load(workshop_at(corpus(tmp_path), FakeParser(*pages)), Options(pages=8))
    numbers = [int(case.id.split(":")[1]) for case in dataset.cases]
    assert min(numbers) <= 20 < max(numbers)


async def test_what_was_drawn_and_read_once_is_kept(tmp_path: Path) -> None:
    folder = corpus(tmp_path)
    first = await load(workshop_at(folder, FakeParser(*PAGES)), Options())
    parser, renderer = FakeParser("other"), FakeRenderer()
    again = await load(workshop_at(folder, parser, renderer), Options())
    assert again == first
    assert (parser.parsed, renderer.drawn) == ([], [])
    assert all(path.suffix in (".png", ".json") for path in (folder / "cache").glob("*/*"))


async def test_reports_without_text_are_an_error_and_not_a_perfect_score(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="30 words"):
        await load(workshop_at(corpus(tmp_path), FakeParser("peu de mots")), Options())
