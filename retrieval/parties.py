"""Who is named in a text: parties of a contract, and who among them has a role."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from core.plain import plain
from core.words import words

_WORD = r"[A-ZÀ-Þ][\w&.'’-]*+"
_LINK = r"(?:(?:de|du|des|la|le|les|et|of|and|the|for|&)\ |[dl]['’])?"
_RUN = re.compile(rf"{_WORD}(?:[ ,]{{1,2}}{_LINK}{_WORD}){{0,7}}")
_OPENING = re.compile(r"\b(?:ENTRE(?: LES SOUSSIGNÉS?(?:ES)?)?|(?:BY AND )?BETWEEN)\b")
_FORM = re.compile(
    r"\b(?:inc|corp|corporation|co|company|companies|plc|ltd|limited|llc|lp|llp|l\.?l\.?c|l\.p|n\.a"
    r"|sa|s\.a|sas|sasu|sarl|sci|scic|snc|sca|eurl|gie|nv|ag|gmbh|bv|spa|trust|bank|banque|societe"
    r"|caisse|commune|ville|departement|region|association|fondation|foundation|university)\b\.?"
)
_HONORIFIC = re.compile(
    r"\b(?:M\.|MM\.|Mme|Mlle|Monsieur|Madame|Mr\.?|Mrs\.?|Ms\.?|Dr\.?) (?=[A-ZÀ-Þ])"
)
_DEFINED = re.compile(
    r"(?:ci-apres|hereinafter|hereafter|denomme\w*|called|the|[«“\"(])[^.;]{0,40}$"
)
_TOLD = re.compile(r"\s?:\s")
_AFTER_DEFINITION = re.compile(r"[»”\")]")
_ROLE = re.compile(
    r"\b(?:who (?:is|are)|qui (?:est|sont)|quel\w* (?:est|sont)|name of|nom d[ue]s?)"
    r" (?:(?:the|le|la|les) |l')?(\w+)"
)
_ONE_LINE = {ord(sign): " " for sign in "\n\t"}
_NEAR, _FAR = 40, 600
"""Characters between "role:" and a name, and of a definition from the name on."""
_SIGNS = re.compile(r"\b(?:pour|for|par|by) (?:le |la |l'|les |the )?$")
_CLOSING = re.compile(r"\w+[ ]?[»”\")]{0,2}")
"""The role's word, with what closes its definition."""
_ALONE = re.compile(r"(?:[«“\"(]\s?|\b(?:the|le|la|les|as|called|denommee?) |l')$")
"""What stands right before it, or it is a part of another name ("Branded Customer")."""
_NO_ROLE = frozenset(words("party parties partie"))


def parties_in(question: str, text: str, known: Sequence[str]) -> tuple[str, ...]:
    """The names that a text holds, each once, in its order: of those known to be the document's
    parties, or else of what is written as an organisation or a person is.

    Where the question is who has a role ("the landlord"), it is whom the text gives it to ("… the
    “Landlord”"): nobody where it gives it to none. The role itself is no name.
    """
    role = role_in(question)
    if role is None:
        return tuple(_named(text, known))
    return tuple(_named(text[slice(*_defined_as(role, text))], known))[:1]


def role_in(question: str) -> str | None:
    """The role of which somebody is asked for, as `core.words` has it; None where none is."""
    found = _ROLE.search(plain(question))
    if found is None:
        return None
    stems = [word for word in words(found[1]) if word not in _NO_ROLE]
    return stems[0] if stems else None


def holder_in(role: str, text: str) -> tuple[int, int] | None:
    """Where a text names who has a role and says so, start inclusive, end exclusive: from the name
    to the role ("SCI Alba, a company …, the “Landlord”"), or from the role to the name ("Landlord:
    SCI Alba"); None where it does not, or far from the name. Who signs for a party is not it."""
    told = text.translate(_ONE_LINE)
    start, end = _defined_as(role, told)
    name = next(_written(told[start : min(end, start + _FAR)]), None)
    if name is None:
        return None
    first = told.index(name, start)
    if told[:first].rstrip().endswith("&"):  # the end of a name
        return None
    after = _TOLD.search(told, max(0, start - _NEAR), start)
    if after and after.end() == start:  # Landlord: …
        begun = max(told.rfind(" ", 0, after.start()) + 1, 0)
        is_signed = _SIGNS.search(plain(told[max(0, begun - _NEAR) : begun]))
        is_near = first - start <= _NEAR
        return (begun, first + len(name)) if is_near and not is_signed else None
    closing = _CLOSING.match(told, end) if _ALONE.search(plain(told[:end])[-_NEAR:]) else None
    return (first, closing.end()) if closing and closing.end() - first <= _FAR else None


def _defined_as(role: str, text: str) -> tuple[int, int]:
    """What stands between the definition before and that of a role, or after "role:"; nothing where
    there is neither."""
    folded = plain(text)
    if len(folded) != len(text):
        return 0, 0
    for found in re.finditer(r"\w+", folded):
        if words(found[0]) != [role]:
            continue
        if told := _TOLD.match(folded, found.end()):  # Lender: Bank of …
            return told.end(), len(text)
        if _DEFINED.search(folded[: found.start()][-60:]):
            before = [m.end() for m in _AFTER_DEFINITION.finditer(folded, 0, found.start() - 3)]
            return (before[-1] if before else 0), found.start()
    return 0, 0


def _named(text: str, known: Sequence[str]) -> Iterator[str]:
    folded = plain(text)
    there = [name for name in known if name and plain(name) in folded]
    if there:
        yield from dict.fromkeys(sorted(there, key=lambda name: folded.index(plain(name))))
        return
    yield from dict.fromkeys(_written(text))


def _written(text: str) -> Iterator[str]:
    """Runs of capitals with a legal form, and what follows an honorific."""
    bare = _OPENING.sub(lambda found: ";" * len(found[0]), text)
    for found in _RUN.finditer(bare):
        name = found[0].rstrip(" ,")
        before = bare[max(0, found.start() - 10) : found.start()]
        is_person = _HONORIFIC.search(f"{before}{name[:1]}") or _HONORIFIC.match(name)
        if is_person or (" " in name and _FORM.search(plain(name))):
            yield name
