from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import NotFound
from eval.data.parsing import Options, load
from tests.eval.data.corpus import workshop_at


def corpus(folder: Path, **files: bytes) -> Path:
    """Files by path, with __ for a folder and _ for the dot."""
    for name, content in files.items():
        path = folder / "parsing" / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return folder


async def test_every_file_is_a_case_wherever_it_lies(tmp_path: Path) -> None:
    folder = corpus(tmp_path, top_PDF=b"1", web__page_html=b"2", web__deep__raw=b"3")
    dataset = await load(workshop_at(folder), Options())
    assert {(case.slices["kind"], case.slices["origin"]) for case in dataset.cases} == {
        ("pdf", "none"),
        ("html", "web"),
        ("none", "web"),
    }
    assert {s.content.read_bytes() for s in dataset.documents if isinstance(s.content, Path)} == {
        b"1",
        b"2",
        b"3",
    }


async def test_notices_are_not_cases(tmp_path: Path) -> None:
    folder = corpus(tmp_path, SOURCE_md=b"1", a__LICENSE=b"2", a__x_md=b"3")
    assert len((await load(workshop_at(folder), Options())).cases) == 1


async def test_the_same_bytes_are_asked_once(tmp_path: Path) -> None:
    folder = corpus(tmp_path, a_pdf=b"same", b_pdf=b"same", c_bin=b"same", d_pdf=b"other")
    dataset = await load(workshop_at(folder), Options())
    assert len(dataset.cases) == len(dataset.documents) == 2


async def test_an_id_tells_the_suffix_alone_and_stays_when_the_bytes_change(
    tmp_path: Path,
) -> None:
    [before] = (await load(workshop_at(corpus(tmp_path, secret_pdf=b"1")), Options())).cases
    [after] = (await load(workshop_at(corpus(tmp_path, secret_pdf=b"2")), Options())).cases
    assert before.id == after.id
    assert before.id.endswith(".pdf")
    assert "secret" not in before.id


async def test_an_empty_corpus_is_not_a_run_without_failures(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no file"):
        await load(workshop_at(corpus(tmp_path, SOURCE_md=b"1")), Options())


@pytest.mark.corpora
async def test_the_corpus_has_its_files(corpora: Path) -> None:
    dataset = await load(workshop_at(corpora), Options())
    assert len({case.id for case in dataset.cases}) == len(dataset.cases) == 393
    assert len({source.name for source in dataset.documents}) == 393
