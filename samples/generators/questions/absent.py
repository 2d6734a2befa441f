"""Questions the documents do not answer: mostly near misses, a few off topic."""

from __future__ import annotations

from samples.generators.questions.model import AUDIT, LEASE, LETTER, LOAN, REPORT, ROLL, Question


def absent(name: str, language: str, question: str, document: str | None = None) -> Question:
    """Build a question without an answer; the document is where one would look."""
    return Question(f"absent-{name}", language, question, None, (), "unanswerable", document)


QUESTIONS = (
    absent(
        "pas-de-porte",
        "fr",
        "Quel est le montant du pas-de-porte (droit d'entrée) versé par {tenant} ?",
        LEASE,
    ),
    absent(
        "loyer-variable",
        "fr",
        "Quel pourcentage du chiffre d'affaires le loyer variable de {tenant} représente-t-il ?",
        LEASE,
    ),
    absent(
        "syndic", "fr", "Quel est le nom du syndic de l'immeuble Le Quadrant d'Opaline ?", LEASE
    ),
    absent(
        "valeur-locative-q07",
        "fr",
        "Quelle est la valeur locative de marché du lot Q-07 au 31 décembre 2024 ?",
        ROLL,
    ),
    absent(
        "assurance-emprunteur",
        "fr",
        "Quel est le coût de l'assurance décès-invalidité exigée par l'offre de prêt du "
        "programme Utopelle ?",
        LOAN,
    ),
    absent(
        "prix-vente",
        "fr",
        "Quel est le prix de vente moyen au m² des logements du programme Les Jardins d'Utopelle ?",
        LOAN,
    ),
    absent(
        "icr",
        "fr",
        "Quel niveau minimal d'ICR (couverture des intérêts) l'offre de prêt de {bank} "
        "impose-t-elle ?",
        LOAN,
    ),
    absent("resultat-2022", "fr", "Quel était le résultat net de {parent} en 2022 ?", AUDIT),
    absent("effectif-sci", "fr", "Combien de salariés la {landlord} emploie-t-elle ?", AUDIT),
    absent(
        "taux-rendement",
        "fr",
        "Quel taux de rendement l'expert a-t-il retenu pour évaluer le patrimoine de {parent} ?",
        AUDIT,
    ),
    absent(
        "telephone",
        "fr",
        "Quel est le numéro de téléphone du directeur de la gestion locative signataire du "
        "courrier du 7 février 2025 ?",
        LETTER,
    ),
    absent(
        "impayes-q15",
        "fr",
        "Quel est le montant des loyers impayés de Logiciels Nébuline au 31 décembre 2024 ?",
        ROLL,
    ),
    absent("sales-2020", "en", "What were Northfable Instruments' net sales in 2020?", REPORT),
    absent(
        "sales-europe",
        "en",
        "What share of Northfable's 2023 net sales was made in Europe?",
        REPORT,
    ),
    absent(
        "ceo-pay",
        "en",
        "What was the total compensation of Northfable's chief executive officer in 2023?",
        REPORT,
    ),
    absent(
        "pension",
        "en",
        "What was the funded status of Northfable's defined benefit pension plans at year-end "
        "2023?",
        REPORT,
    ),
    absent(
        "cross-auditor",
        "fr",
        "Quel cabinet a audité les comptes 2023 de Northfable Instruments ?",
        REPORT,
    ),
    absent("recette", "fr", "Quelle est la recette de la tarte Tatin ?"),
    absent("world-cup", "en", "Who won the football World Cup in 1998?"),
    absent("meteo", "fr", "Quel temps fera-t-il demain à {city} ?"),
)
