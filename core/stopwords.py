"""French and English words that say nothing about a subject, folded as `words.fold` folds.

Words that are empty in one language and mean something in the other are left out: or, car, but,
son, plus, pour, comment, dont, sous, main, est (east), ete (summer).
"""

from __future__ import annotations

_FRENCH = """
a ai ait au aux avec avait avaient avez avons c ce ceci cela celle celles celui ces cet cette ceux
d de des du elle elles en es et etaient etait etant etes etre eu eux fut ici il ils j je l la le
les leur leurs lui m ma mais me meme memes mes moi mon n ne ni nos notre nous on ont ou par parce
pas que quel quelle quelles quels qui quoi s sa se sera seront ses si soit sommes sont suis sur t
ta te tes toi ton tu un une vos votre vous y
"""
_ENGLISH = """
a about am an and any are aren as at be been being by can could couldn did didn do does doesn doing
don down each few for from further had hadn has hasn have haven having he her here hers herself him
himself his how i if in into is isn it its itself just me more most my myself no nor not of off on
once only other our ours ourselves out over own same shan she should shouldn so some such than that
the their theirs them themselves then there these they this those through to too under until up
very was wasn we were weren what when where which while who whom why will with won would wouldn you
your yours yourself yourselves
"""
# A lone letter is a word of its own ("annexe C", "3 M"): elisions go before words are cut.
_LETTERS = frozenset("cdjlmnst")

STOP_WORDS: frozenset[str] = frozenset((_FRENCH + _ENGLISH).split()) - _LETTERS
