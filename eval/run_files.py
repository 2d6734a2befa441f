"""Reads what another system gave for a suite: a TREC run or JSON Lines (docs/eval-run-files.md)."""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from core.errors import InvalidRequest, NotFound
from eval.cases import Found, Output, Reply, Task
from eval.run_lines import JudgementLine, ReplyLine, parse_line

MAX_FILE_BYTES = 200_000_000
MAX_LINE_BYTES = 5_000_000
MAX_HITS = 1_000
"""A question; the usual depth of a TREC run."""

_PAGE = re.compile(r"(?P<document>.+)#(?P<page>-?[0-9]{1,9})")
_FORMAT = "See docs/eval-run-files.md."


@dataclass(frozen=True, slots=True)
class RunFile:
    """The outputs that a run file gives."""

    outputs: Mapping[str, Output]
    """By case. Quotes are not checked yet: `in_source` is False (see `eval.scoring.grounded`)."""
    missing: int
    """How many cases of the suite it gives nothing for."""


@dataclass(frozen=True, slots=True)
class _Ranked:
    """A line of a TREC run."""

    found: Found
    rank: int


def read(path: Path, task: Task, ids: Collection[str], names: Mapping[str, str]) -> RunFile:
    """The run in a file, for the cases `ids`.

    `names` leads from a document's original file name to its name in the suite; names that are not
    in it stay as they are. Raises `NotFound` where there is no file; `InvalidRequest`, naming the
    file and the line, for what is malformed or too large, and where a case is not of the suite.
    """
    if task not in {Task.SEARCH, Task.ANSWER, Task.VERIFY}:
        raise InvalidRequest(
            f"The task {task} has no run files.", "Suites that search, answer or verify have."
        )
    lines = _Lines(path)
    if lines.is_json():
        outputs = _read_json(lines, task, names)
    elif task is Task.VERIFY:
        raise InvalidRequest(f"{path.name}: a TREC run can't verify.", "Give JSON Lines.")
    else:
        outputs = _read_trec(lines, names)
    _refuse_strangers(path, outputs, ids)
    return RunFile(outputs, len(set(ids) - outputs.keys()))


class _Lines:
    """The lines of a file that hold anything, with where they are. Never reads all at once."""

    def __init__(self, path: Path) -> None:
        if not path.is_file():
            raise NotFound(f"There is no file {path}.")
        if path.stat().st_size > MAX_FILE_BYTES:
            most = MAX_FILE_BYTES // 1_000_000
            raise InvalidRequest(f"{path.name} is over {most} MB.", "Give fewer hits a question.")
        self._path = path

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """("name:line", text)"""
        with self._path.open("rb") as file:
            number = 0
            while raw := file.readline(MAX_LINE_BYTES + 1):
                number += 1
                where = f"{self._path.name}:{number}"
                if text := _decoded(raw, where).removeprefix("\ufeff").strip():
                    yield where, text

    def is_json(self) -> bool:
        for _, text in self:
            return text.startswith("{")
        raise InvalidRequest(f"{self._path.name} is empty.", _FORMAT)


def _decoded(raw: bytes, where: str) -> str:
    if len(raw) > MAX_LINE_BYTES:
        raise InvalidRequest(f"{where}: the line is over {MAX_LINE_BYTES // 1_000_000} MB.")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InvalidRequest(f"{where}: not UTF-8.", "Save the file as UTF-8.") from error


def _read_json(lines: _Lines, task: Task, names: Mapping[str, str]) -> dict[str, Output]:
    outputs: dict[str, Output] = {}
    for where, text in lines:
        line: JudgementLine | ReplyLine
        if task is Task.VERIFY:
            line = parse_line(JudgementLine, text, where)
        else:
            line = parse_line(ReplyLine, text, where)
            _refuse_depth(len(line.hits), where)
        if line.id in outputs:
            raise InvalidRequest(f"{where}: the id {line.id!r} was there before.")
        outputs[line.id] = line.output(names)
    return outputs


def _read_trec(lines: _Lines, names: Mapping[str, str]) -> dict[str, Output]:
    rankings: dict[str, list[_Ranked]] = {}
    seen: set[tuple[str, str, int | None]] = set()
    for where, text in lines:
        question, ranked = _trec_line(where, text, names)
        found = ranked.found
        if (question, found.document, found.page) in seen:
            raise InvalidRequest(f"{where}: {question!r} has this document before.")
        seen.add((question, found.document, found.page))
        ranking = rankings.setdefault(question, [])
        ranking.append(ranked)
        _refuse_depth(len(ranking), where)
    return {question: Reply("abstained", _hits(ranking)) for question, ranking in rankings.items()}


def _hits(ranking: list[_Ranked]) -> tuple[Found, ...]:
    ordered = sorted(ranking, key=lambda ranked: (-ranked.found.score, ranked.rank))
    return tuple(ranked.found for ranked in ordered)


def _trec_line(where: str, text: str, names: Mapping[str, str]) -> tuple[str, _Ranked]:
    fields = text.split(None, 2)
    # From the right: file names may hold spaces.
    rest = fields[-1].rsplit(None, 3)
    if len(fields) < 3 or len(rest) < 4:
        raise InvalidRequest(f"{where}: a line is `qid Q0 docid rank score tag`.", _FORMAT)
    try:
        rank, score = int(rest[1]), float(rest[2])
    except ValueError as error:
        raise InvalidRequest(
            f"{where}: rank {rest[1][:40]!r} and score {rest[2][:40]!r} are not both numbers.",
            _FORMAT,
        ) from error
    if not math.isfinite(score):
        raise InvalidRequest(f"{where}: the score {rest[2]} is not finite.")
    document, page = _place(rest[0], where, names)
    return fields[0], _Ranked(Found(document, page, "", score), rank)


def _place(docid: str, where: str, names: Mapping[str, str]) -> tuple[str, int | None]:
    paged = None if docid in names else _PAGE.fullmatch(docid)
    if paged is None:
        return names.get(docid, docid), None
    page = int(paged["page"])
    if page < 1:
        raise InvalidRequest(f"{where}: page {page}: pages are 1-based.")
    return names.get(paged["document"], paged["document"]), page


def _refuse_depth(hits: int, where: str) -> None:
    if hits > MAX_HITS:
        raise InvalidRequest(f"{where}: over {MAX_HITS} hits for one question.", "Give the best.")


def _refuse_strangers(path: Path, outputs: Mapping[str, Output], ids: Collection[str]) -> None:
    strangers = sorted(outputs.keys() - set(ids))
    if strangers:
        raise InvalidRequest(
            f"{path.name}: {len(strangers)} of {len(outputs)} ids are not in the suite: "
            f"{', '.join(repr(name[:60]) for name in strangers[:3])}.",
            "Is it a run of another suite, or of another profile?",
        )
