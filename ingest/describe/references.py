"""Numbers a document goes by, and the address of the property that it is about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from core.description import Fact, Field
from core.plain import plain
from ingest.describe.leaf_text import LeafText, tidy

_MOST = 10
_CODE = r"(?P<code>[a-z0-9][a-z0-9./_-]{1,40}(?: [0-9][0-9./_-]{1,20}){0,3})"
_REFERENCE = re.compile(
    rf"(?:\bcommission file (?:number|no)\.?"
    rf"|\b(?:reference|ref\.|nos? ref\w*|v/ref|n/ref)(?: (?:de l'offre|du contrat|du dossier"
    rf"|du pret|number|no))?\.?"
    rf"|\b(?:contract|loan|lease|policy|invoice|agreement|licen[cs]e|project"
    rf"|purchase order) (?:number|no|n°|#)\.?"
    rf"|\b(?:contrat|facture|dossier|offre|pret|bail|marche|police|affaire|devis|commande"
    rf"|licence) (?:n°|no\b|numero)"
    rf"|\b(?:immatriculee? [^\n]{{0,60}}? )?sous le numero"
    rf"|\brcs [a-z' -]{{2,40}}(?= [a-z]? ?\d{{3}})|\bsire[nt]\b(?: n°)?)"
    rf" ?:? ?{_CODE}"
)
_STREETS = (
    r"rue|avenue|av\.|boulevard|bd|place|quai|allee|allees|chemin|impasse|route|cours|square"
    r"|passage"
    r"|faubourg|esplanade|promenade|rond-point|sentier|villa|voie|zone|parc"
)
_FRENCH = re.compile(
    rf"\b\d{{1,4}}(?:-\d{{1,4}})?(?: ?(?:bis|ter|quater"
    rf"|[a-d])\b)?,? (?:{_STREETS})\b[^\n,;()]{{2,60}}"
    rf"(?:[,\n] ?|\s-\s)?(?:[^\n,;()]{{0,40}}, ?)?(?:\d{{5}} [^\n,;.()\d]{{2,40}})?"
)
_ENGLISH = re.compile(
    r"\b\d{1,5} (?:[a-z0-9.']{1,20} ){1,4}(?:street|avenue|road|boulevard|drive|lane|way|court"
    r"|place|parkway"
    r"|square|highway|st\.|ave\.|blvd\.|rd\.)(?:,? (?:suite|floor|unit) [\w-]{1,8})?"
    r"(?:,? [a-z .]{2,30}){0,2}(?:,? [a-z]{2})?(?: \d{5})?"
)
_SEAT = re.compile(
    r"siege|domicili|demeurant|principal (?:place|executive|office)|registered office"
    r"|capital de|address of|residing"
)
_BEFORE = 80
"""Characters before an address that tell whose it is."""


def references_of(front: Sequence[LeafText]) -> Iterator[Fact]:
    """Register, file, contract and licence numbers, each once."""
    seen: set[str] = set()
    for leaf in front:
        for found in _REFERENCE.finditer(leaf.plain):
            start, end = found.span("code")
            value = tidy(leaf.text[start:end]).rstrip(".")
            if any(c.isdigit() for c in value) and value not in seen and len(seen) < _MOST:
                seen.add(value)
                yield leaf.fact(Field.REFERENCE, start, end, value)


def addresses_of(front: Sequence[LeafText]) -> Iterator[Fact]:
    """Addresses that are nobody's seat or home, each once."""
    seen: set[str] = set()
    for leaf in front:
        for pattern in (_FRENCH, _ENGLISH):
            for found in pattern.finditer(leaf.plain):
                before = leaf.plain[max(0, found.start() - _BEFORE) : found.start()]
                value = tidy(leaf.text[slice(*found.span())])
                if _SEAT.search(before) or plain(value) in seen or len(seen) == _MOST:
                    continue
                seen.add(plain(value))
                yield leaf.fact(Field.ADDRESS, *found.span(), value)
