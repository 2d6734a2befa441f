"""Whether issuer and period are found in filings and reports whose files have no telling name.

Gold: FinanceBench's list of filings (company, year), and French annual reports, whose file names
hold the year and whose issuer is given with --reports-by. A filing that covers no period counts by
its date. Names are compared without case, punctuation and legal form.
"""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

from adapters.parsers.cage import CagedParser
from benchmarks.report import Row, corpora, options, show
from core.description import Description, Field
from core.ids import DocumentId, ReadingId, VersionId
from core.readings import Reading
from core.words import fold
from ingest.describe import describe

UNTOLD = "document.pdf"


class Gold(NamedTuple):
    path: Path
    issuer: str
    year: str


def filings(folder: Path) -> Iterator[Gold]:
    for line in (folder / "documents.jsonl").read_text("utf-8").splitlines():
        data = json.loads(line)
        path = folder / "pdfs" / f"{data['doc_name']}.pdf"
        yield Gold(path, data["company"], str(data["doc_period"]))


def reports(folder: Path, issuer: str) -> Iterator[Gold]:
    for path in sorted((folder / "pdfs").glob("*.pdf")):
        years = re.findall(r"(?:19|20)\d\d", path.stem)
        yield from (Gold(path, issuer, year) for year in years[:1])


def bare(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", fold(name))


def is_issuer(found: Description, gold: Gold) -> bool:
    """Gold names are short, such as `Alpha` for `Alpha Industries, Inc.`."""
    return bare(gold.issuer) in bare(found.value(Field.ISSUER) or "")


def is_period(found: Description, gold: Gold) -> bool:
    said = found.value(Field.PERIOD) or found.value(Field.DATE) or ""
    return said.startswith(gold.year)


def described(path: Path) -> tuple[Description, float]:
    """What is found, and the seconds that it took after parsing."""
    parsed = asyncio.run(CagedParser().parse(path, "application/pdf"))
    ids = ReadingId("reading"), DocumentId("document"), VersionId("version")
    started = perf_counter()
    found = describe(Reading(*ids, "benchmark", parsed.leaves), UNTOLD)
    return found, perf_counter() - started


def measured(name: str, golds: list[Gold]) -> Row:
    issuers = periods = 0
    seconds, wrong = [], []
    for gold in golds:
        found, took_s = described(gold.path)
        right = is_issuer(found, gold), is_period(found, gold)
        issuers, periods = issuers + right[0], periods + right[1]
        seconds.append(took_s)
        wrong += [] if all(right) else [gold.path.stem]
    return {
        "documents": name,
        "files": len(golds),
        "issuer right": issuers / len(golds),
        "period right": periods / len(golds),
        "slowest s": max(seconds),
        "wrong": " ".join(wrong),
    }


def main() -> None:
    parser = options("Issuer and period of renamed filings and reports.")
    parser.add_argument("--first", type=int, default=None, help="only so many of each")
    parser.add_argument("--reports-by", default="", help="who the French reports are by")
    given = parser.parse_args()
    folder = corpora()
    if folder is None:
        raise SystemExit("There are no corpora; set PROBANT_CORPORA.")
    sets = {
        "filings": list(filings(folder / "financebench")),
        "reports": list(reports(folder / "rapports-fr", given.reports_by)),
    }
    rows = [measured(name, golds[: given.first]) for name, golds in sets.items()]
    show("describing", rows, as_json=given.json)


if __name__ == "__main__":
    main()
