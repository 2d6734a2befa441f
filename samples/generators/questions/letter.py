"""Questions on the scanned letter, which only a reader of images can answer."""

from __future__ import annotations

from samples.generators.questions.model import LETTER, Question

QUESTIONS = (
    Question(
        "letter-nouveau-loyer",
        "fr",
        "D'après le courrier du 7 février 2025, quel sera le nouveau loyer annuel du lot {lot} ?",
        "{letter_rent}",
        (
            (
                LETTER,
                "Le nouveau loyer annuel, hors taxes et hors charges, s'élèvera à {letter_rent}.",
            ),
        ),
        "scanned",
    ),
    Question(
        "letter-indice",
        "fr",
        "Quel indice de comparaison du quatrième trimestre 2024 le courrier adressé à {tenant} "
        "cite-t-il ?",
        "{letter_ilc}",
        (
            (
                LETTER,
                "L'indice de comparaison du quatrième trimestre 2024 s'établit à {letter_ilc}.",
            ),
        ),
        "scanned",
    ),
    Question(
        "letter-impaye",
        "fr",
        "Quel solde impayé de charges 2023 le courrier de février 2025 réclame-t-il à {tenant} ?",
        "{letter_arrears}",
        (
            (
                LETTER,
                "notre comptabilité fait apparaître un solde impayé de {letter_arrears} au titre "
                "des charges de l'année 2023.",
            ),
        ),
        "scanned",
    ),
    Question(
        "letter-reunion",
        "fr",
        "Quand se tient la réunion relative au ravalement de la façade nord annoncée par "
        "courrier ?",
        "Le 24 février 2025 à 10 heures",
        ((LETTER, "se tiendra dans le hall de l'immeuble le 24 février 2025 à 10 heures."),),
        "scanned",
    ),
    Question(
        "cross-letter-deadline",
        "en",
        "By what date does the February 2025 letter ask Exemplarion Agencement to pay the "
        "outstanding charges?",
        "28 February 2025",
        ((LETTER, "Nous vous remercions de le régler avant le 28 février 2025."),),
        "scanned",
    ),
)
