from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import InvalidRequest, NotFound
from eval.cases import GoldRow, Printed
from eval.data.statements import Options, load
from tests.eval.data.corpus import workshop_at, write_lines


def row(page: int, label: str, doc: str = "ACME_2020_10K", **values: str) -> dict[str, object]:
    return {"doc": doc, "page": page, "label": label, "values": values}


def corpus(folder: Path, *rows: dict[str, object]) -> Path:
    write_lines(folder / "statements" / "rows.jsonl", *rows)
    filing = {"doc_name": "ACME_2020_10K", "company": "Acme"}
    write_lines(folder / "financebench" / "documents.jsonl", filing)
    pdfs = folder / "financebench" / "pdfs"
    pdfs.mkdir()
    (pdfs / "ACME_2020_10K.pdf").write_bytes(b"%PDF acme")
    return folder


async def test_a_page_is_one_case_with_its_rows_in_the_order_printed(tmp_path: Path) -> None:
    rows = [row(8, "Sales", y2020="7"), row(3, "Cash", y2020="(5)"), row(8, "Costs", y2020="2")]
    dataset = await load(workshop_at(corpus(tmp_path, *rows)), Options())
    first, second = dataset.cases
    assert isinstance(first, Printed)
    assert isinstance(second, Printed)
    assert (first.page, first.rows) == (3, (GoldRow("Cash", {"y2020": "(5)"}),))
    assert [r.label for r in second.rows] == ["Sales", "Costs"]
    assert first.document == dataset.documents[0].name
    assert first.slices["company"] == "Acme"
    assert len(dataset.documents) == 1


async def test_a_document_name_does_not_tell_which_filing_it_is(tmp_path: Path) -> None:
    dataset = await load(workshop_at(corpus(tmp_path, row(1, "Cash", y="1"))), Options())
    assert "ACME" not in dataset.documents[0].name


async def test_a_missing_filing_is_named(tmp_path: Path) -> None:
    folder = corpus(tmp_path, row(1, "Cash", doc="OTHER_2020_10K", y="1"))
    with pytest.raises(NotFound, match=r"OTHER_2020_10K\.pdf"):
        await load(workshop_at(folder), Options())


@pytest.mark.parametrize("bad", [row(0, "Cash", y="1"), row(1, "", y="1"), row(1, "Cash")])
async def test_a_malformed_line_is_named(tmp_path: Path, bad: dict[str, object]) -> None:
    folder = corpus(tmp_path, row(1, "Cash", y="1"), bad)
    with pytest.raises(InvalidRequest, match=r"rows\.jsonl:2: "):
        await load(workshop_at(folder), Options())


@pytest.mark.corpora
async def test_the_corpus_holds_921_rows_on_35_pages(corpora: Path) -> None:
    dataset = await load(workshop_at(corpora), Options())
    cases = [case for case in dataset.cases if isinstance(case, Printed)]
    assert len({case.id for case in cases}) == len(cases) == 35
    assert sum(len(case.rows) for case in cases) == 921
    assert "unknown" not in {case.slices["company"] for case in cases}
