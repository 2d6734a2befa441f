"""Whether the citations of an answer are the evidence."""

from __future__ import annotations

from core.words import words
from eval.cases import Asked, Cited, GoldEvidence, Reply
from eval.measures.abstention import DECLINED
from eval.measures.evidence import LEAST, holds_run, is_passage, lies_on, quotes


def precision(case: Asked, reply: Reply) -> float | None:
    """Share of the citations that lie on some evidence; 0 where nothing is cited."""
    if not _has_gold(case):
        return None
    cited = _cited(reply)
    right = sum(any(lies_on(c, gold) for gold in case.evidence) for c in cited)
    return right / len(cited) if cited else 0.0


def recall(case: Asked, reply: Reply) -> float | None:
    """Share of the evidence entries that some citation lies on."""
    if not _has_gold(case):
        return None
    cited = _cited(reply)
    found = sum(any(lies_on(c, gold) for c in cited) for gold in case.evidence)
    return found / len(case.evidence)


def hit(case: Asked, reply: Reply) -> float | None:
    """1 where any citation lies on any evidence."""
    share = recall(case, reply)
    return None if share is None else float(share > 0)


def quote(case: Asked, reply: Reply) -> float | None:
    """Share of the evidence entries with a quote that some citation on them quotes.

    It quotes half of the gold's distinct words, or `LEAST` words on end; a whole document, nothing.
    """
    quoted = [gold for gold in case.evidence if words(gold.quote)]
    if not case.answerable or not quoted:
        return None
    cited = _cited(reply)
    return sum(any(_quotes(c, gold) for c in cited) for gold in quoted) / len(quoted)


def source(case: Asked, reply: Reply) -> tuple[int, int]:
    """(citations whose quote is in the source, citations), with or without gold.

    (0, 0) where the system declined without citing; (0, 1) where it answered without citing,
    failed or gave nothing.
    """
    if reply.state in ("failed", "missing"):
        return 0, 1
    if reply.citations:
        return sum(c.in_source for c in reply.citations), len(reply.citations)
    return 0, int(reply.state not in DECLINED)


def boxed(case: Asked, reply: Reply) -> tuple[int, int]:
    """(citations whose words all stand inside their boxes, citations that have boxes).

    (0, 1) where the system failed or gave nothing.
    """
    if reply.state in ("failed", "missing"):
        return 0, 1
    told = [c.in_boxes for c in reply.citations if c.in_boxes is not None]
    return sum(told), len(told)


def _has_gold(case: Asked) -> bool:
    return case.answerable and bool(case.evidence)


def _cited(reply: Reply) -> tuple[Cited, ...]:
    return reply.citations if reply.state == "answered" else ()


def _quotes(citation: Cited, gold: GoldEvidence) -> bool:
    if not lies_on(citation, gold) or not is_passage(citation.quote):
        return False
    mine = words(citation.quote)
    is_inside = len(mine) >= LEAST and holds_run(words(gold.quote), mine)
    return is_inside or quotes(citation.quote, gold.quote)
