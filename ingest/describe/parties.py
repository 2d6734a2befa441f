"""Who an act binds: the parties that it names, and the part each of them plays."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import NamedTuple

from core.description import Fact, Field
from core.plain import plain
from ingest.describe.leaf_text import LeafText, tidy
from ingest.describe.organisations import mentions
from ingest.describe.rules import gazetteer

_LONGEST_ENTRY = 900
"""Characters between a party's name and the role it is given."""
_MOST = 8
_PERSON = re.compile(
    r"\b(?:M\.|Mme|Mlle|Monsieur|Madame|Mr\.?|Mrs\.?|Ms\.?)(?: [A-ZÀ-Þ][\w'’-]+){1,4}"
)
_OPENING = re.compile(
    r"entre les soussign\w+|\bentre ?:|\b(?:by and )?(?:between|among)\b|\bentered into (?:by"
    r"|with)\b"
)
_AND = re.compile(r"[,\n)] ?(?:\(\d\) )?(?:and|et)\b ?")
_NAME_END = re.compile(r",|\(|\n|;| (?:a|an|as|whose|having|with|dont|represente\w*|ci-apres)\b ")
_SENDER = re.compile(r"^(?:from|de|expediteur|emetteur|issued by|bill from) ?: ?", re.MULTILINE)
_RECIPIENT = re.compile(
    r"^(?:to|a|cc|destinataire|bill(?:ed)? to|facture a|client|sold to) ?: ?", re.MULTILINE
)
_ATTENTION = re.compile(r"\n ?(?:a l'attention d|(?:for the )?attention(?: of| ?:)|attn\b)")
"""Under the name of who is written to stands the person whom it concerns."""
_ADDRESSEE = re.compile(
    r"\b(?:assemblee generale (?:de (?:la )?(?:societe |l')?)|aux (?:actionnaires|associes"
    r"|membres) (?:de (?:la )?"
    r"(?:societe )?)|(?:shareholders|stockholders|board of directors"
    r"|members)(?: and [a-z ]{5,40})? of )"
)


class Party(NamedTuple):
    is_first: bool
    """Whether it is the one who lends, lets, sells or writes."""
    leaf: LeafText
    start: int
    end: int

    def fact(self, field: Field) -> Fact:
        return self.leaf.fact(field, self.start, self.end)


def parties_of(front: Sequence[LeafText]) -> list[Party]:
    """The parties of an act: by the roles given to them, else as `between … and …` names them."""
    for rule in (_labelled, _defined, _between):
        found = [party for leaf in front for party in rule(leaf)]
        if found:
            return _once(found)
    return []


def correspondents(front: Sequence[LeafText]) -> list[Party]:
    """Who writes and to whom, as the head of a mail or an invoice says."""
    found: list[Party] = []
    for leaf in front[:1]:
        for pattern, is_first in ((_SENDER, True), (_RECIPIENT, False)):
            for match in pattern.finditer(leaf.plain, 0, 3_000):
                end = leaf.plain.find("\n", match.end())
                line_end = len(leaf.plain) if end < 0 else end
                cut = leaf.plain.find("<", match.end(), line_end)
                stop = cut if cut > match.end() + 1 else line_end
                if match.end() < stop:
                    found.append(Party(is_first, leaf, match.end(), stop))
        found += _with_attention(leaf)
    return _once(found)


def _with_attention(leaf: LeafText) -> Iterator[Party]:
    for match in _ATTENTION.finditer(leaf.plain, 0, 3_000):
        line = leaf.plain.rfind("\n", 0, match.start()) + 1
        for named in mentions(leaf, line, match.start())[-1:]:
            yield Party(False, leaf, named.start, named.end)


def addressee(front: Sequence[LeafText]) -> Fact | None:
    """Whose accounts an audit report is about: those whose assembly or board it speaks to."""
    for leaf in front:
        for match in _ADDRESSEE.finditer(leaf.plain):
            named = mentions(leaf, match.end(), match.end() + 160)
            if named and named[0].start - match.end() <= 12:
                return leaf.fact(Field.ISSUER, named[0].start, named[0].end)
    return None


@cache
def _roles() -> tuple[dict[str, bool], str]:
    known = gazetteer()["roles"]
    first = {plain(role): True for role in known["first"]}
    roles = first | {plain(role): False for role in known["other"]}
    names = sorted(roles, key=len, reverse=True)
    return roles, "|".join(re.escape(name) for name in names)


@cache
def _label() -> re.Pattern[str]:
    return re.compile(rf"^(?:le |la |l'|the )?(?P<role>{_roles()[1]})s? ?: ?\n?", re.MULTILINE)


@cache
def _definition() -> re.Pattern[str]:
    """`ci-après le « Bailleur »`, `(the "Borrower")`."""
    names = _roles()[1]
    return re.compile(
        rf"(?:ci-apres|hereinafter|\(|ensemble|collectivement)[^«\"“\n]{{0,60}}[«\"“] ?"
        rf"(?:the |le |la |l')?(?P<role>{names})s?\b[^»\"”\n]{{0,30}}[»\"”]"
    )


def _labelled(leaf: LeafText) -> Iterator[Party]:
    for match in _label().finditer(leaf.plain):
        start, end = _name_at(leaf, match.end())
        if end - start > 2:
            yield Party(_roles()[0][match["role"]], leaf, start, end)


def _defined(leaf: LeafText) -> Iterator[Party]:
    opening = _OPENING.search(leaf.plain)
    start = opening.end() if opening else 0
    for match in _definition().finditer(leaf.plain, start):
        entry = max(start, match.start() - _LONGEST_ENTRY)
        named = _first_name(leaf, entry, match.start())
        if named:
            yield Party(_roles()[0][match["role"]], leaf, *named)
        start = match.end()


def _first_name(leaf: LeafText, start: int, end: int) -> tuple[int, int] | None:
    """Of the party: organisations before persons, who often only sign for one."""
    organisations = mentions(leaf, start, end)
    person = _PERSON.search(leaf.text, start, end)
    if organisations:
        return organisations[0].start, organisations[0].end
    return person.span() if person else None


def _name_at(leaf: LeafText, start: int) -> tuple[int, int]:
    """The name that begins at an offset: an organisation, or what stands before a comma."""
    organisations = mentions(leaf, start, start + 160)
    if organisations and organisations[0].start - start <= 4:
        return organisations[0].start, organisations[0].end
    stop = _NAME_END.search(leaf.plain, start, start + 120)
    return start, stop.start() if stop else min(start + 120, len(leaf.text))


def _between(leaf: LeafText) -> Iterator[Party]:
    for opening in _OPENING.finditer(leaf.plain):
        first = mentions(leaf, opening.end(), opening.end() + 200)
        if not first or first[0].start - opening.end() > 12:
            continue
        yield Party(True, leaf, first[0].start, first[0].end)
        rest = _AND.search(leaf.plain, first[0].end, first[0].end + _LONGEST_ENTRY)
        second = mentions(leaf, rest.end(), rest.end() + 200) if rest else []
        if second:
            yield Party(False, leaf, second[0].start, second[0].end)
        return


def _once(found: Sequence[Party]) -> list[Party]:
    kept: dict[str, Party] = {}
    for party in found:
        name = plain(tidy(party.leaf.text[party.start : party.end]))
        if name:
            kept.setdefault(name, party)
    return list(kept.values())[:_MOST]
