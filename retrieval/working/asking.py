"""What a question may say besides what it asks for: any other word may make it another question.

"The operating margin in the Sensors business" is not the group's: a formula is worked out only
where every word of its question names the line, the time, the issuer or the operation, or asks.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from core.plain import plain
from retrieval.working.phrases import VARIES
from retrieval.working.terms import EMPTY, names, tokens_of

_ENGLISH = """
a about above actually also am an and any are as at be been being below but by can could did do does
during each either else for from had has have here how i if in into is it its let may me much my no
not of on only or our please s same so than that the their them then there these they this those to
up us was we were what when where whether which while who with within would yes you your zero

access according account accounts accurate accurately add address answer answered answering answers
anything approach appropriate ask asked asking assess assessed assessing attached available base
based basing both calculate calculated calculating calculation clearly come comes compare compared
comparing comparison compute computed computing conclude conclusion conclusions consider considered
considering contained context data define defined definition derive derived details determine
determined determining directly disclosed document documents draw drawing drawn evaluate evidence
exact exactly excerpt explain express expressed extract extracted extracting figure figures filing
filings financial financials find following form get give given giving help indicate indicated
indicator information item items judge judgement judging judgment judgments know let line lines
listed located look looking measure metric metrics need needed note number numbers obtain obtained
off only outlined output page plain plainly precise precisely present presented primarily primary
produce provide provided providing quantify question questions refer referencing referring rely
relying reply report reported reporting reports resource resources respectively respond response
result results round rounded rounding said say says section see seen show showing shown shows
solution solve something source sources state stated statement statements states stating summarise
summarize take taken taking tell together told try uploaded use used useful using utilise utilised
utilize utilized utilizing want work worked working works

amount amounts annual annually average averaged averages basis billion billions cent cents decimal
decimals digit digits dollar dollars eur euro euros gbp level mean million millions overall percent
percentage percentages percents place places point points pound pounds rate ratio ratios share sum
thousand thousands total totals unadjusted unit units usd value values

calendar close closed compound date end ended ending first fiscal five four last latest one over
period periods preceding previous prior recent three twelve two year yearly years

company consolidated corporation entity firm group issuer organisation organization

across applicable approximate approximation became become better between changing compared compares
decreasing develop developed development differ different direction evolve evolved go gone good grow
growing healthy high higher improvement increasing liquidity low lower meaningful more negative
negatively performance positive positively possible profile profitability reasonable reasonably
relevant solvency stable trend trends versus vs went worse
"""
_FRENCH = """
a ainsi alors au aussi aux avait avec avons c ce cela ces cet cette ci combien comme comment d dans
de depuis des dont du elle elles en entre est et etaient etait etre furent fut il ils j je l la le
les leur leurs lors lui m ma me meme mes mon n ne ni nous on ont ou par pas pendant peut plus pour
qu quand que quel quelle quelles quels qui quoi s sa se sera ses si soit son sont sur t te tres un
une vers vos votre vous y

aide aider apres arrondi arrondie arrondir arrondis arrondissez base calcul calcule calculee
calculees calculent calculer calculez comme compare comparer comparez comprend compte comptes
constate contenu contenue contenues contenus correspond defini definie definies definis determine
determiner determinez dire dis disponible disponibles dites document documents donne donnee donnees
donner donnez egalement ensemble etablir etat etats evaluer evaluez exact exactement exprime
exprimee exprimer extraire faut figurant figurent financier financiere financieres financiers fourni
fournie fournies fournir fournis indicateur indique indiquee indiquees indiquer indiques indiquez
information informations joint ligne lignes mentionne mentionnee mentionnees mentionnes merci mesure
montre obtenir page partir pouvez precis precise precisement preciser precisez presente presentee
presentees presentes publie publies question rapport rapports repond repondez repondre reponse
respectivement selon source svp tableau trouver utilisant utiliser veuillez voir

an annee annees annuel annuelle annuelles annuels ans atteint cent chiffre chiffres cinq clos close
cloture decimale decimales dernier derniere deux difference douze ecoule ecoulee euro euros exercice
exercices fin global globale jour jours milliard milliards millier milliers million millions montant
montants moyen moyenne moyennes moyens niveau niveaux nombre part passe passee passes periode
periodes point points pour pourcent pourcentage precedent precedente precedents premier premiere
quatre ratio ratios somme supplementaire taux total totale totales totaux trois unite unites valeur
valeurs virgule

consolide consolidee consolidees consolides emetteur entite entreprise groupe organisme societe

baissier bon bonne comparable eleve elevee evolue faible fort haussier inferieur inferieure meilleur
meilleure moindre negatif negatifs negative performance pertinent pertinente positif positive
possible profil rentabilite sain solvabilite stable superieur superieure tendance utile
"""
_ASKING = frozenset(plain(f"{_ENGLISH} {_FRENCH}").split())
_ASIDE = re.compile(
    r"\byou are (?:an? )?[a-z ]{1,60}\b(?:and|who)\b"
    r"|\b(?:assum(?:e|ing)|tak(?:e|ing)|from) the (?:standpoint|perspective|role|viewpoint) of"
    r" [^.?!]{1,200}"
    r"|\blike (?:this|it|them)\b|\bexplain why\b|\banalysts? would\b"
    r"|, net\b|\((?:loss(?:es)?|pertes?|deficit)\)"
)
"""Who the asker is to be taken for; what a label has beside the name of its line."""


def is_understood(bare: str, named: Collection[str]) -> bool:
    """Whether each word of a folded question, its periods taken out, is of a formula, asks for one,
    or is one of `named`: words of the names of those it is asked of."""
    said = tokens_of(_ASIDE.sub(" ", bare))
    return not any(
        word[0].isalpha()
        and word not in names()
        and word not in EMPTY
        and word not in _ASKING
        and word not in named
        and not VARIES.fullmatch(word)
        for word in said
    )
