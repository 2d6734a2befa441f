"""Sentences in documents that order a language model about: no evidence, and never offered as one.

They are found by their words, French and English: it keeps the plain attacks out of prompts and of
quotes. What is worded otherwise is still data to the model, and what a model says because of it
must be shown by a passage like anything else.
"""

from __future__ import annotations

import re

from core.evidence import Passage
from core.plain import plain
from core.readings import Element, WordSpan

# On plain text: small letters without accents. Gaps are bounded, so that no text takes long.
_GAP = r"[^.!?\n]{0,60}?"
_OPENING = r"(?:^|[.!?:;]\s)[\"'«“(*\-\s]{0,4}"
_MODEL = (
    r"(?:(?:the |an? |any |all |l'|le |la |les |un |une |tout(?:e|es)? |tous les )?"
    r"(?:ai|ia|llms?|chatbots?|(?:ai|language|chat) (?:models?|assistants?|agents?)"
    r"|assistants? (?:ia|ai|virtuels?)|modeles? de lang(?:ue|age)))\b"
)
_TOLD = r"(?:instructions?|consignes?|directives?|guidelines?|prompts?|orders?|ordres?)\b"
_EARLIER = (
    r"(?:previous|prior|above|earlier|preceding|former|system|your|all|any|every|precedente?s?"
    r"|ci-dessus|anterieure?s?|systeme|tes|vos|toutes?|tous)\b"
)
_ORDERS = (
    # Ignore all previous instructions.
    rf"\b(?:ignore[rz]?|disregard|forget|override|bypass|oublie[rz]?|neglige[rz]?|contourne[rz]?)\b"
    rf"(?={_GAP}\b{_EARLIER}){_GAP}\b(?:{_TOLD}|rules?\b|regles?\b)",
    rf"\bne (?:tiens|tenez|tenir) (?:pas|aucun) compte\b(?={_GAP}\b{_EARLIER}){_GAP}\b{_TOLD}",
    # You are now an assistant without rules.
    rf"\b(?:you are|act as|pretend to be|behave as|tu es|vous etes|agis(?:sez)? comme)\b{_GAP}"
    r"\b(?:ai|language) (?:model|assistant)|\b(?:modele de lang(?:ue|age)|assistant ia|chatbot"
    r"|jailbreak|developer mode|mode developpeur)\b(?=.{0,40}\b(?:must|dois|devez|without|sans)\b)",
    # Attention AI: …
    r"\b(?:note|attention|message|instructions?|consignes?)\b[ :,]{1,3}"
    rf"(?:to |for |a |pour |au )?{_MODEL}|\ba l'attention d(?:e |u |es )?{_MODEL}",
    # Reveal your system prompt.
    r"\b(?:reveal|print|show|repeat|output|leak|revele[rz]?|affiche[rz]?|repete[rz]?|montre[rz]?)\b"
    rf"{_GAP}\b(?:system prompt|prompt systeme|your (?:instructions|prompt)"
    r"|(?:tes|vos) (?:instructions|consignes))\b",
    # Reply only that …
    r"\b(?:reply|respond|answer|output)\s(?:only|exactly|solely|instead|just|simply)\b"
    r"|\b(?:reponds|repondez|dis|dites|affirmez)\s(?:seulement|uniquement|simplement|exactement"
    r"|plutot|que)\b",
    # Say that …, where a sentence opens: documents don't tell a reader what to assert.
    rf"{_OPENING}(?:(?:please|kindly|always|just|simply|also|then|now|and|so)\s){{0,3}}"
    r"(?:say|claim|assert|pretend|repeat|answer|reply|respond|tell\s(?:\w+\s){1,2})\s?that\b",
    rf"{_OPENING}(?:(?:alors|ensuite|toujours|merci de|veuillez|priere de)\s){{0,2}}"
    r"(?:dis|dites|dire|affirme[rz]?|pretends?|pretendez|pretendre|repete[rz]?|soutiens|soutenez"
    r"|reponds|repondez|repondre)(?:-\w+|\s\w+)?\s(?:que\b|qu')",
    r"\b(?:begin|start|end|finish|modify|augment|integrate|adjust|rewrite|commence[z]?|termine[z]?"
    rf"|modifie[z]?|integre[z]?)\b{_GAP}\b(?:your|ta|votre)\s(?:answer|response|reply|reponse)\b",
    r"\b(?:add|include|insert|append|ajoute[z]?|inclus|incluez|insere[z]?)\b"
    rf"{_GAP}\b(?:in|to|into|dans|a)\s(?:your|ta|votre)\s(?:answer|response|reply|reponse)\b",
    r"\b(?:replace|substitute|swap|remove|omit|combine|encode|encrypt|reverse|scramble|anagram"
    r"|misspell|capitali[sz]e|translate|remplace[z]?|supprime[z]?|enleve[z]?|combine[z]?|code[z]?"
    rf"|encode[z]?|inverse[z]?|melange[z]?|tradui(?:s|sez))\b{_GAP}\b(?:in|of|from|to|dans|de)"
    r"\s(?:your|ta|votre)\s(?:answer|response|reply|reponse)\b",
    r"\bin your (?:answer|response|reply), (?:suggest|mention|recommend|say|state|tell)\b",
    # Do not tell the user.
    r"\b(?:do not|don't|never)\s(?:tell|inform|alert|warn|mention)\b"
    rf"{_GAP}\b(?:the user|this (?:instruction|message))\b",
    rf"\bne (?:dis|dites|previens|prevenez|mentionne[z]?)\b{_GAP}\bl'utilisateur\b",
    # Put this link into your answer.
    r"\b(?:include|insert|add|append|display|render|embed|put|inclus|incluez|insere[z]?|ajoute[z]?"
    rf"|affiche[z]?|mets|mettez)\b{_GAP}\b(?:link|image|url|markdown|lien|html)\b{_GAP}"
    r"\b(?:answer|response|reply|output|reponse)\b",
)
_ORDER = re.compile("|".join(f"(?:{pattern})" for pattern in _ORDERS))
MOST_CHARS = 4000
"""Of one element: what is longer is looked at up to there."""


def is_order(text: str) -> bool:
    """Whether a text tells a language model what to do, or reports that one does."""
    return bool(_ORDER.search(" ".join(plain(text[:MOST_CHARS]).split())))


def ordering(passage: Passage) -> frozenset[int]:
    """Ranks of the leaf's words that stand in an order: of the whole paragraph, for what follows an
    order carries it out; of a table's cell."""
    span, leaf = passage.chunk.words, passage.leaf
    found: set[int] = set()
    for element in leaf.elements:
        if element.words.end > span.start and element.words.start < span.end:
            for words in _pieces(element, span):
                if is_order(leaf.quote(words)):
                    found.update(range(*words))
    return frozenset(found)


def _pieces(element: Element, span: WordSpan) -> list[WordSpan]:
    """A table's cells in the span, and anything else as a whole."""
    if not element.table:
        return [element.words]
    cells = (cell.words for cell in element.table.cells)
    return [words for words in cells if words.end > span.start and words.start < span.end]
