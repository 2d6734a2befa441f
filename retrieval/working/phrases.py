"""Whether a line of accounts that a question names is all that it names: "revenue", not the
"revenue of client services"."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

VARIES = re.compile(
    r"\b(?:change|changed|growth|grow|grew|grown|increase|decrease|increased|decreased|decline"
    r"|declined|rise|rose|fall|fell|drop|dropped|improve|improved|improving|worsen|worsened"
    r"|evolution|evolue|evoluer|variation|varie|croissance|hausse|baisse|augmente|augmentation"
    r"|diminue|diminution|progresse|progression|recule|recul|difference|ecart|ameliore|amelioree"
    r"|degrade|degradee|deteriore|deterioree)\b"
)
"""Words by which a question asks for a change."""


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_ARTICLES = _words("the a an le la les l its their our leur son sa ses total")
_OF = _words("of de du des d for pour")
_MEASURED = _words("""
average mean moyenne amount value level rate montant valeur niveau taux part year annual
""")
"""What may be asked of a line: the growth of, the amount of."""
_BEFORE = _MEASURED | _words("""
in from is was are were did does do has have had s by how what much over and to on as than with y
positive negative unadjusted
en dans par sur au aux et est etait sont etaient a combien quel quelle quels quelles
moyen annuel annuelle que si soit cent cents le la
""")
_AFTER = _MEASURED | _words("""
from for between in over as at on based and when compared vs versus to during by was is are were has
had did profile ratio since until with using if it positive negative healthy
entre en par pour sur depuis soit est a etait ont t s lors pendant au aux et ou dans positif negatif
positive negative
""")


def stands_alone(before: Sequence[str], after: Sequence[str], named: Collection[str]) -> bool:
    """Whether no word beside a formula makes it another one. `before` and `after` are the words and
    signs around it, folded, in their order; `named` those of the names of whom it is asked of."""
    return _begins(before, named) and _ends(after, named)


def _begins(before: Sequence[str], named: Collection[str]) -> bool:
    left = list(before)
    while left and left[-1] in named:  # "American Water Works' revenue"
        left.pop()
    while left and left[-1] in _ARTICLES:
        left.pop()
    if not left or not left[-1].isalpha():
        return True
    if left[-1] in _OF:  # "the growth of revenue", not "the cost of revenue"
        left.pop()
        while left and left[-1] in _ARTICLES:
            left.pop()
        is_first = not left or not left[-1].isalpha()
        return is_first or left[-1] in _MEASURED or bool(VARIES.fullmatch(left[-1]))
    return left[-1] in _BEFORE or bool(VARIES.fullmatch(left[-1]))


def _ends(after: Sequence[str], named: Collection[str]) -> bool:
    right = list(after)[::-1]
    if right and right[-1] in _OF:  # "of American Water Works", not "of client services"
        right.pop()
        while right and (right[-1] in _ARTICLES or right[-1] in named):
            right.pop()
    if not right or not right[-1].isalpha():
        return True
    return right[-1] in _AFTER or bool(VARIES.fullmatch(right[-1]))
